package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.Distribution;
import io.ringflow.model.Command;
import io.ringflow.model.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command of the distribution on a host of a {@link HostNetwork}, and requests of attackers:
 * other users on this host and users on another. Closing it ends the command.
 */
final class AttackedHost implements AutoCloseable {

    private static final String NOBODY = "65534";

    private final HostNetwork network;
    private final Path temporary;
    private final Path log;
    private final Process process;

    AttackedHost(HostNetwork network, int host, Path directory, String... arguments)
            throws IOException {
        this.network = network;
        this.temporary = Files.createDirectories(directory.resolve("tmp"));
        this.log = directory.resolve(arguments[0] + ".log");
        List<String> command = inHost(host, Distribution.launcher().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HOME", directory.toString());
        String options = "-Duser.home=" + directory + " -Djava.io.tmpdir=" + temporary;
        Distribution.prepare(builder, "400m", options);
        process = builder.start();
    }

    /** Returns the temporary directory of the command. */
    Path temporary() {
        return temporary;
    }

    Process process() {
        return process;
    }

    private List<String> inHost(int host, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", network.namespace(host)));
        all.addAll(Arrays.asList(command));
        return all;
    }

    /** Waits until the command prints a pattern and returns its first group. */
    String awaitPrinted(String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        return Waiting.untilPresent(
                () -> "printed: " + pattern,
                () -> {
                    boolean alive = process.isAlive();
                    Optional<String> found =
                            wanted.matcher(printed()).results().map(at -> at.group(1)).findFirst();
                    assertThat(alive || found.isPresent())
                            .as("prints %s, but printed %s", pattern, printed())
                            .isTrue();
                    return found;
                });
    }

    /** Returns what the command has printed so far. */
    String printed() throws IOException {
        return Files.readString(log);
    }

    /** Runs curl as another user on a host; returns the answer, with the status as last line. */
    String curl(int host, String... arguments) {
        List<String> command =
                inHost(host, "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups");
        command.addAll(List.of("curl", "-s", "-i", "--max-time", "10", "-w", "\n%{http_code}"));
        command.addAll(Arrays.asList(arguments));
        return Command.tryToRun(command);
    }

    /** Runs curl like {@link #curl} and returns the status, or 000 if there is no answer. */
    String status(int host, String... arguments) {
        String answer = curl(host, arguments);
        return answer.substring(answer.lastIndexOf('\n') + 1);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
