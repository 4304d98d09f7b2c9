package io.ringflow.cli.cluster;

import io.ringflow.model.Command;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A named pipe that is read a few bytes at a time, as the target of an export, and sometimes by
 * nobody. Closing it ends the thread that reads.
 */
@SuppressWarnings("try") // close waits for the thread
final class SlowPipe implements AutoCloseable {

    private static final int PORTION = 16;
    private static final long PAUSE_NANOS = 100_000_000;

    private final Path path;
    private final Thread thread;
    private volatile boolean broken;
    private volatile boolean closed;

    SlowPipe(Path path) {
        this.path = path;
        Command.run("mkfifo", path.toString());
        thread = Thread.ofPlatform().name("slow-pipe").start(this::run);
    }

    private void run() {
        byte[] portion = new byte[PORTION];
        while (!closed) {
            // Opened for writing too, so that it doesn't wait for a writer.
            try (RandomAccessFile pipe = new RandomAccessFile(path.toFile(), "rw");
                    FileInputStream in = new FileInputStream(pipe.getFD())) {
                while (!broken && !closed) {
                    if (in.available() > 0) {
                        in.read(portion);
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            while (broken && !closed) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Lets nobody read from now on, or somebody again. */
    void setBroken(boolean broken) {
        this.broken = broken;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
