package io.ringflow.cli;

import io.ringflow.model.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The distribution that the module {@code deploy} has built. Its processes are small and start
 * quickly, because many of them run at the same time: their start caches, which the distribution
 * would make in the background, are made before the first of them starts. Thread-safe.
 */
public final class Distribution {

    private static final String COLLECTOR = "-XX:+UseSerialGC";

    private static final Path LAUNCHER = withStartCaches();

    private Distribution() {}

    /** The launcher. */
    public static Path launcher() {
        return LAUNCHER;
    }

    /**
     * Sets the environment of a process that runs the launcher.
     *
     * @param heap its largest heap, as the JVM wants it
     * @param options more options of the JVM
     */
    public static void prepare(ProcessBuilder process, String heap, String options) {
        process.environment().put("RINGFLOW_AOT", "on");
        process.environment().put("RINGFLOW_GC", COLLECTOR);
        process.environment()
                .put("RINGFLOW_JAVA_OPTS", "-Xmx" + heap + " -XX:TieredStopAtLevel=1 " + options);
    }

    private static Path withStartCaches() {
        Path launcher = find();
        String sample = launcher.resolve("../../share/sample.pcap").normalize().toString();
        for (List<String> arguments : List.of(List.of("replay", sample), List.of("--version"))) {
            List<String> command = new ArrayList<>(List.of("env", "RINGFLOW_TRAIN=1"));
            command.addAll(List.of("RINGFLOW_AOT=on", "RINGFLOW_GC=" + COLLECTOR));
            command.add(launcher.toString());
            command.addAll(arguments);
            Command.run(command, "");
        }
        return launcher;
    }

    private static Path find() {
        Path target = Path.of("../deploy/target").toAbsolutePath().normalize();
        try (Stream<Path> built = Files.list(target)) {
            return built.map(path -> path.resolve("bin/ringflow"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No distribution in " + target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
