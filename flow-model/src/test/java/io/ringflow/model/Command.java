package io.ringflow.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Programs of this machine that a test runs to their end. */
public final class Command {

    private static final long DEADLINE_MINUTES = 10;

    private Command() {}

    /** Skips the test if a program is not installed. */
    public static void assumeInstalled(String program, String debianPackage) {
        assumeTrue(
                isInstalled(program),
                "skipped: "
                        + program
                        + " is needed; Debian's package "
                        + debianPackage
                        + " has it");
    }

    /** Returns true if a program is installed. */
    public static boolean isInstalled(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /**
     * Runs a command.
     *
     * @return what it printed, errors included
     * @throws AssertionError if it fails
     */
    public static String run(String... command) {
        return run(List.of(command), "");
    }

    /** As {@link #run(String...)}, with a text as its input. */
    public static String run(List<String> command, String input) {
        return run(command, input, true);
    }

    /** As {@link #run(String...)}, but it may fail. */
    public static String tryToRun(List<String> command) {
        return run(command, "", false);
    }

    private static String run(List<String> command, String input, boolean mustSucceed) {
        try {
            Path in = Files.createTempFile("ringflow-command", ".in");
            Path out = Files.createTempFile("ringflow-command", ".out");
            try {
                Files.writeString(in, input);
                Process process =
                        new ProcessBuilder(command)
                                .redirectInput(in.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(out.toFile())
                                .start();
                boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
                process.destroyForcibly();
                String printed = Files.readString(out);
                if (!ended || (mustSucceed && process.exitValue() != 0)) {
                    String how = ended ? "failed" : "does not end";
                    throw new AssertionError(
                            String.join(" ", command) + " " + how + ": " + printed);
                }
                return printed;
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
