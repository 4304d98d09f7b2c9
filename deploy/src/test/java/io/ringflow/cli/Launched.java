package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The distribution's launcher, started by a line of bash in which {@code $ringflow} stands for it.
 * What it writes goes to files, unless the line sends it elsewhere.
 */
final class Launched {

    private static final long PATIENCE_SECONDS = 90;

    /** Small and started soon: the machine runs many of them at the same time. */
    private static final String JAVA_OPTIONS =
            "-Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir=";

    private final Process process;
    private final Path out;
    private final Path err;

    private Launched(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param directory where it runs; temporary files go to its folder {@code tmp}
     * @param name of the files with its output
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
        builder.environment().put("ringflow", launcher().toString());
        builder.environment().put("RINGFLOW_AOT", "off");
        builder.environment().put("RINGFLOW_GC", " ");
        builder.environment().put("RINGFLOW_JAVA_OPTS", JAVA_OPTIONS + temporary);
        return new Launched(builder.start(), out, err);
    }

    private static Path launcher() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(target, "ringflow-*[!r]")) {
            return found.iterator().next().resolve("bin/ringflow");
        }
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

    /** Waits for a condition while the process lives. */
    Launched await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s; %s", what, this)
                    .isTrue();
            LockSupport.parkNanos(10_000_000);
        }
        return this;
    }

    /** Waits until it has written a text to standard error. */
    Launched awaitMessage(String text) {
        return await(text, () -> err().contains(text));
    }

    /** Sends a signal to the process that {@code exec} made the launcher of. */
    Launched signal(String name) throws Exception {
        List<String> kill = List.of("kill", "-" + name, String.valueOf(process.pid()));
        assertThat(new ProcessBuilder(kill).start().waitFor()).as("%s", kill).isZero();
        return this;
    }

    /** The first one for which something is true. */
    static Launched first(List<Launched> all, Predicate<Launched> condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            for (Launched each : all) {
                if (condition.test(each)) {
                    return each;
                }
            }
            assertThat(System.nanoTime()).as("%s", all).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public String toString() {
        return "standard output: " + out() + "; standard error: " + err();
    }

    /** Waits for the end, and checks the exit status and that there is no stack trace. */
    Launched ends(Integer... statuses) throws InterruptedException {
        endsSomehow(statuses);
        assertThat(err()).doesNotContain("\tat ", "Exception");
        return this;
    }

    /** Waits for the end, and checks the exit status. */
    Launched endsSomehow(Integer... statuses) throws InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("ends; standard error: %s", err()).isTrue();
        assertThat(process.exitValue()).as("exit status; %s", this).isIn((Object[]) statuses);
        return this;
    }
}
