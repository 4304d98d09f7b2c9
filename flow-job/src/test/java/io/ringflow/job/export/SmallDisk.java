package io.ringflow.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that is as large as a test wants it. Needs root. */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private boolean hidden;

    /**
     * Mounts it.
     *
     * @param size such as {@code 1m}
     */
    public SmallDisk(Path directory, String size) throws Exception {
        this.directory = Files.createDirectories(directory);
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", directory.toString());
    }

    /** Changes its size. */
    public void resize(String size) throws Exception {
        run("mount", "-o", "remount,size=" + size, directory.toString());
    }

    /** Puts an empty file system in its place that can't be written. */
    public void hide() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "ro", "none", directory.toString());
        hidden = true;
    }

    /** Undoes {@link #hide}. */
    public void show() throws Exception {
        run("umount", directory.toString());
        hidden = false;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + output).isZero();
    }

    @Override
    public void close() throws IOException {
        try {
            if (hidden) {
                show();
            }
            run("umount", "--lazy", directory.toString());
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
