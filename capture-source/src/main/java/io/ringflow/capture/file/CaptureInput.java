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
 * The bytes of a capture file as a window that moves forward. The reader asks for a number of bytes
 * to be {@linkplain #available available}, reads them at {@link #position} of {@link #buffer}, and
 * {@linkplain #skip skips} them. Owned by one reader, used by one thread.
 */
final class CaptureInput implements Closeable {

    private static final int WINDOW = 1 << 20;

    private final ReadableByteChannel channel;
    private ByteBuffer buffer = allocate(WINDOW);
    private int position;
    private int limit;
    private long consumed;
    private boolean ended;
    private boolean silent;
    private boolean damaged;

    /**
     * An input.
     *
     * @param channel owned by this; one that reads nothing has nothing at present
     */
    CaptureInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.BIG_ENDIAN);
    }

    /** The window; big-endian. Valid until the next call of {@link #available} or skip. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Where the next byte stands in the window. */
    int position() {
        return position;
    }

    /** How many bytes of the file lie before the position. */
    long offset() {
        return consumed;
    }

    /**
     * Makes bytes available in the window.
     *
     * @return true if at least {@code bytes} follow the position, false if the file ends before, or
     *     is {@link #silent}
     */
    boolean available(int bytes) throws IOException {
        return limit - position >= bytes || fill(bytes);
    }

    /**
     * True if the bytes that were asked for last have not arrived yet: a pipe may go on.
     * Meaningless after {@link #available} has returned true.
     */
    boolean silent() {
        return silent;
    }

    /**
     * Stops the arrival of bytes.
     *
     * @return true if some may have arrived that nobody has read yet: for a pipe
     */
    boolean stop() {
        if (channel instanceof CapturePipe pipe) {
            pipe.stop();
            return true;
        }
        return false;
    }

    /** True where compressed data turned out to be cut off or damaged. */
    boolean damaged() {
        return damaged;
    }

    /** The number of bytes left in a file that ended. */
    int left() {
        return limit - position;
    }

    /**
     * Moves the position forward, as far as the file goes.
     *
     * @return true where the file has as many bytes
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
            // A file that has become shorter ends here.
            long size = Math.max(file.position(), file.size());
            long there = Math.min(file.position() + rest, size);
            boolean whole = there == file.position() + rest;
            consumed += there - file.position();
            file.position(there);
            position = 0;
            limit = 0;
            return whole;
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
                // Only now: a damaged file may claim more than it has.
                buffer = allocate(2 * limit).put(0, buffer, 0, limit);
            }
            readInto(buffer.limit(buffer.capacity()).position(limit));
            limit = buffer.position();
        }
        buffer.clear();
        return limit >= bytes;
    }

    private void readInto(ByteBuffer rest) throws IOException {
        try {
            int read = channel.read(rest);
            ended = read < 0;
            silent = read == 0;
        } catch (EOFException | ZipException | ZstdIOException e) {
            // Compressed data that is cut off or damaged: what came before it is used.
            ended = true;
            damaged = true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
