package io.ringflow.cli.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system, which can be filled. Needs root. Closing it unmounts it. */
final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Path filler;

    SmallDisk(Path directory, int megabytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.filler = directory.resolve("filler");
        String size = "size=" + megabytes + "m";
        run("mount", "-t", "tmpfs", "-o", size, "ringflow-test", directory.toString());
    }

    /** Fills the file system; to be repeated, because old files are deleted meanwhile. */
    void fill() {
        byte[] page = new byte[4096];
        try (OutputStream out =
                Files.newOutputStream(
                        filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            if (!e.getMessage().contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes room again. */
    void free() throws IOException {
        Files.delete(filler);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", directory.toString());
    }
}
