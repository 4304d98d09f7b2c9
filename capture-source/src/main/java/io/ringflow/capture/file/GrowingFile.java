package io.ringflow.capture.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * An uncompressed file that another program is writing. At its end, a read returns 0 because more
 * may follow. It returns -1 if nothing will follow: the file was replaced or emptied, its capture
 * continues in another file, or reading was stopped. Not thread-safe.
 */
final class GrowingFile implements ReadableByteChannel {

    /** How often is looked for a file that continues the capture. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Path path;
    private final FileChannel channel;
    private final Object key;
    private final GrowingCapture capture;
    private long position;
    private long end = Long.MAX_VALUE;
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;
    private boolean over;

    /**
     * Opens a file at its first byte.
     *
     * @param capture finds out if the capture continues in another file
     */
    GrowingFile(Path path, GrowingCapture capture) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path);
        this.key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        this.capture = capture;
        if (capture.stopped()) {
            stop();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = readToEnd(target);
        if (read >= 0) {
            return read;
        }
        // What was written before the capture continued elsewhere must still be read.
        return isOver() ? readToEnd(target) : 0;
    }

    private int readToEnd(ByteBuffer target) throws IOException {
        if (position >= end) {
            return -1;
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), end - position));
        int read = channel.read(target, position);
        target.limit(limit);
        position += Math.max(0, read);
        return read;
    }

    private boolean isOver() throws IOException {
        long now = System.nanoTime();
        if (!over && end == Long.MAX_VALUE && now - lookedNanos >= LOOK_NANOS) {
            lookedNanos = now;
            over = capture.next() != null;
        }
        return over || end != Long.MAX_VALUE;
    }

    /** Returns true if the path has become that of another file, or if the file was emptied. */
    boolean replaced() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return !Objects.equals(now.fileKey(), key) || now.size() < position;
        } catch (NoSuchFileException e) {
            // The program that has renamed or removed the file may still write to it.
            return false;
        }
    }

    /** Ends the file after what has been written so far. */
    void stop() throws IOException {
        if (end == Long.MAX_VALUE) {
            long left = channel.size() - position;
            end = capture.readsAfterStop(left) ? position + left : position;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
