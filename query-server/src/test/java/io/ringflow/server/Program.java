package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine as clients. */
final class Program {

    private static final long DEADLINE_SECONDS = 180;

    private Program() {}

    /** Runs a program, which must exit with 0; returns its standard output and error. */
    static String run(String input, List<String> command) throws Exception {
        Path inputFile = Files.createTempFile("ringflow-program", ".in");
        Path outputFile = Files.createTempFile("ringflow-program", ".out");
        try {
            Files.writeString(inputFile, input);
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(inputFile.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(outputFile.toFile())
                            .start();
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String output = Files.readString(outputFile, StandardCharsets.UTF_8);
            assertThat(ended).as("%s ends; it printed %s", command, output).isTrue();
            assertThat(process.exitValue()).as("%s printed %s", command, output).isZero();
            return output;
        } finally {
            Files.deleteIfExists(inputFile);
            Files.deleteIfExists(outputFile);
        }
    }

    /** Skips the test if a program is not installed. */
    static void assumeInstalled(String name, String debianPackage) {
        boolean found = false;
        for (String directory : System.getenv("PATH").split(":", -1)) {
            found |= Files.isExecutable(Path.of(directory, name));
        }
        assumeTrue(found, name + " is needed; Debian's package " + debianPackage + " has it");
    }

    /** Starts a program and discards its output. */
    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
