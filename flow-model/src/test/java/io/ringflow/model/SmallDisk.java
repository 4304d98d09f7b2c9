package io.ringflow.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system in memory that is as large as a test wants it. Needs root. Closing unmounts it. */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Path filler;
    private boolean hidden;

    /**
     * Mounts it.
     *
     * @param size such as {@code 1m}
     */
    public SmallDisk(Path directory, String size) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.filler = directory.resolve("filler");
        Command.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + size,
                "ringflow-test",
                directory.toString());
    }

    /** Changes its size. */
    public void resize(String size) throws IOException {
        Command.run("mount", "-o", "remount,size=" + size, directory.toString());
    }

    /** Puts an empty file system in its place that can't be written. */
    public void hide() throws IOException {
        Command.run("mount", "-t", "tmpfs", "-o", "ro", "none", directory.toString());
        hidden = true;
    }

    /** Undoes {@link #hide}. */
    public void show() throws IOException {
        Command.run("umount", directory.toString());
        hidden = false;
    }

    /** Fills it; to be repeated, because old files are deleted meanwhile. */
    public void fill() {
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

    /** Makes room again after {@link #fill}. */
    public void free() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() throws IOException {
        if (hidden) {
            show();
        }
        Command.run("umount", "--lazy", directory.toString());
    }
}
