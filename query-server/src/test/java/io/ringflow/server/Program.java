package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine that a test uses as a client. */
final class Program {

    private static final long DEADLINE_SECONDS = 60;

    private Program() {}

    /** What a program printed on either output, once it ended with status 0. */
    static String run(String input, List<String> command) throws Exception {
        Path given = Files.createTempFile("ringflow-program", ".in");
        Path printed = Files.createTempFile("ringflow-program", ".out");
        try {
            Files.writeString(given, input);
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(given.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(printed, StandardCharsets.UTF_8);
            assertThat(ended).as("%s ends; it printed %s", command, output).isTrue();
            assertThat(process.exitValue()).as("%s printed %s", command, output).isZero();
            return output;
        } finally {
            Files.deleteIfExists(given);
            Files.deleteIfExists(printed);
        }
    }

    /** Skips the test where a program is not installed, and says so. */
    static void assumeInstalled(String name, String debianPackage) {
        boolean found = false;
        for (String directory : System.getenv("PATH").split(":", -1)) {
            found |= Files.isExecutable(Path.of(directory, name));
        }
        assumeTrue(found, name + " is needed; Debian's package " + debianPackage + " has it");
    }

    /** Starts a program whose outputs are of no interest. */
    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
