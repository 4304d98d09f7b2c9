package io.ringflow.capture.file;

import com.github.luben.zstd.ZstdIOException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.ZipException;

/**
 * A window that moves forward over the bytes of a capture file. The reader requests that a number
 * of bytes be {@linkplain #available available}, reads them at {@link #position} of {@link
 * #buffer}, and {@linkplain #skip skips} them. Owned by one reader. Not thread-safe.
 */
final class CaptureInput implements Closeable {

    private final ReadableByteChannel channel;
    private ByteBuffer buffer;
    private int position;
    private int limit;
    private long consumed;
    private boolean ended;
    private boolean silent;
    private boolean damaged;

    /**
     * An input at its first byte.
     *
     * @param channel closed by this input; a read of 0 bytes means that it is silent
     * @param window size of the window in bytes, which grows if a packet needs more
     */
    CaptureInput(ReadableByteChannel channel, int window) {
        this.channel = channel;
        this.buffer = allocate(window);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.BIG_ENDIAN);
    }

    /** The window, big-endian. Valid until the next {@link #available} or {@link #skip}. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Index of the next byte in the window. */
    int position() {
        return position;
    }

    /** Number of bytes of the file before the position. */
    long offset() {
        return consumed;
    }

    /**
     * Makes bytes available in the window.
     *
     * @return true if at least {@code bytes} bytes follow the position, false if the file ends
     *     before that or is {@link #silent}
     */
    boolean available(int bytes) throws IOException {
        return limit - position >= bytes || fill(bytes);
    }

    /**
     * Returns true if the bytes requested last have not arrived yet but still may, as from a pipe.
     * Undefined after {@link #available} has returned true.
     */
    boolean silent() {
        return silent;
    }

    /**
     * Stops reading from a pipe or from a file that grows.
     *
     * @return true if bytes may have arrived that nobody has read yet; false if this is a complete
     *     file
     */
    boolean stop() throws IOException {
        if (channel instanceof CapturePipe pipe) {
            pipe.stop();
            return true;
        }
        if (channel instanceof GrowingFile file) {
            file.stop();
            return true;
        }
        return false;
    }

    /**
     * Closes the file until more of it is needed, to save its descriptor.
     *
     * @return false if the file can't be opened again where it was left
     */
    boolean suspend() throws IOException {
        if (channel instanceof PlainFile file) {
            file.suspend();
            return true;
        }
        return false;
    }

    /** Returns true if compressed data turned out to be truncated or damaged. */
    boolean damaged() {
        return damaged;
    }

    /** Number of bytes left in a file that has ended. */
    int left() {
        return limit - position;
    }

    /**
     * Moves the position forward, at most to the end of the file.
     *
     * @return false if the file ends before
     */
    boolean skip(long bytes) throws IOException {
        long inWindow = Math.min(bytes, limit - position);
        position += (int) inWindow;
        consumed += inWindow;
        long rest = bytes - inWindow;
        if (rest == 0) {
            return true;
        }
        if (channel instanceof SeekableByteChannel file) {
            // If the file has been truncated meanwhile, it ends here.
            long size = Math.max(file.position(), file.size());
            long target = Math.min(file.position() + rest, size);
            boolean complete = target == file.position() + rest;
            consumed += target - file.position();
            file.position(target);
            position = 0;
            limit = 0;
            return complete;
        }
        while (rest > 0 && available(1)) {
            long step = Math.min(rest, limit - position);
            position += (int) step;
            consumed += step;
            rest -= step;
        }
        return rest == 0;
    }

    private boolean fill(int bytes) throws IOException {
        int kept = limit - position;
        if (position > 0) {
            buffer.put(0, buffer, position, kept);
        }
        position = 0;
        limit = kept;
        silent = false;
        while (limit < bytes && !ended && !silent) {
            if (limit == buffer.capacity()) {
                // Grows only as bytes arrive: a damaged file may claim more than it has.
                buffer = allocate(2 * limit).put(0, buffer, 0, limit);
            }
            readInto(buffer.limit(buffer.capacity()).position(limit));
            limit = buffer.position();
        }
        buffer.clear();
        return limit >= bytes;
    }

    private void readInto(ByteBuffer target) throws IOException {
        try {
            int read = channel.read(target);
            ended = read < 0;
            silent = read == 0;
        } catch (EOFException | ZipException | ZstdIOException e) {
            // Compressed data is truncated or damaged. What came before is used.
            ended = true;
            damaged = true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
