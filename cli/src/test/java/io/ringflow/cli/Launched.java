package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Command;
import io.ringflow.model.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A line of bash in which {@code $ringflow} stands for the distribution's launcher. Its output goes
 * to files, unless the line redirects it.
 */
final class Launched {

    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a line.
     *
     * @param directory the working directory; temporary files go to its folder {@code tmp}
     * @param name name of the files with the output
     */
    static Launched start(Path directory, String name, String line) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", line)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("ringflow", Distribution.launcher().toString());
        Distribution.prepare(builder, "256m", "-Djava.io.tmpdir=" + temporary);
        return new Launched(builder.start(), out, err);
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a condition while the process is alive. */
    Launched await(String what, BooleanSupplier condition) {
        Waiting.until(
                () -> what + "; " + this,
                () -> {
                    boolean alive = process.isAlive();
                    boolean holds = condition.getAsBoolean();
                    assertThat(alive || holds).as("%s; it has ended; %s", what, this).isTrue();
                    return holds;
                });
        return this;
    }

    /** Waits until the process has written a text to standard error. */
    Launched awaitMessage(String text) {
        return await(text, () -> err().contains(text));
    }

    /** Sends a signal to the process, which is the JVM if the line uses {@code exec}. */
    Launched signal(String name) {
        Command.run("kill", "-" + name, String.valueOf(process.pid()));
        return this;
    }

    /** Kills the process, if it still runs, and waits for its end. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Waits until a condition is true for one of the processes, and returns that one. */
    static Launched first(List<Launched> all, Predicate<Launched> condition) {
        return Waiting.untilPresent(
                () -> "one of " + all, () -> all.stream().filter(condition).findFirst());
    }

    @Override
    public String toString() {
        return "standard output: " + out() + "; standard error: " + err();
    }

    /** Waits for the end; checks the exit status and that no stack trace was printed. */
    Launched ends(Integer... statuses) throws InterruptedException {
        endsWithAnyMessage(statuses);
        assertThat(err()).doesNotContain("\tat ", "Exception");
        return this;
    }

    /** Waits for the end; checks the exit status. */
    Launched endsWithAnyMessage(Integer... statuses) throws InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ends; standard error: %s", err()).isTrue();
        assertThat(process.exitValue()).as("exit status; %s", this).isIn((Object[]) statuses);
        return this;
    }
}
