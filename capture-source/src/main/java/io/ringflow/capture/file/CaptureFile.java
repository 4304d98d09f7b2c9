package io.ringflow.capture.file;

import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.IntFunction;

/**
 * A capture file, which is open only while it is read. Owned by a {@link FileSequence}. Not
 * thread-safe.
 */
final class CaptureFile implements Closeable {

    private final String path;
    private final OpenFiles openFiles;
    private final Runnable arrival;

    /** Null if the file is complete. */
    private GrowingCapture growing;

    private FirstPackets first;
    private CaptureInput input;
    private CaptureReader reader;

    /**
     * A file that is not open yet.
     *
     * @param arrival called by another thread when a {@link #silent} file has more to read
     */
    CaptureFile(String path, OpenFiles openFiles, Runnable arrival) {
        this.path = path;
        this.openFiles = openFiles;
        this.arrival = arrival;
    }

    String path() {
        return path;
    }

    /** Declares that the file, which must not be open yet, is the newest of a growing capture. */
    void growsWith(GrowingCapture capture) {
        try {
            capture.start(path);
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
        growing = capture;
    }

    /** When the file starts. */
    FirstPackets first() {
        if (first == null) {
            first = FirstPackets.of(path);
        }
        return first;
    }

    /**
     * Finds the next packet, opening the file if necessary.
     *
     * @return false at the end of the file, or if it is {@link #silent}
     */
    boolean hasNext() {
        try {
            if (input == null) {
                input = CaptureFiles.input(path, openFiles.window(), arrival, growing);
            }
            openFiles.used(this);
            if (reader == null && !(growing != null && CaptureFiles.isIncomplete(input))) {
                reader = CaptureFiles.reader(path, input);
            }
            return reader != null && reader.hasNext();
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    /** Time of the packet that {@link #hasNext} found. */
    long timeNanos() {
        return reader.timeNanos;
    }

    /**
     * Returns true if the last {@link #hasNext} found no packet but more may arrive, as from a pipe
     * or in a file that grows.
     */
    boolean silent() {
        return reader == null ? input == null || input.silent() : reader.silent();
    }

    /** Decodes packets; see {@link CaptureReader#read}. */
    int read(
            PacketBatch batch,
            FrameHandler handler,
            int most,
            long untilNanos,
            IntFunction<BpfProgram> filter) {
        try {
            return reader.read(batch, handler, most, untilNanos, filter);
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    /** Returns true if the file turned out to be truncated or damaged. */
    boolean truncated() {
        return reader != null && reader.truncated();
    }

    /**
     * Stops reading from a pipe or from a file that grows, also if it is not open yet.
     *
     * @return true if bytes may have arrived that nobody has read yet; false if this is a complete
     *     file
     */
    boolean stop() {
        if (input == null) {
            return growing != null && !RotatedName.isCompressed(path);
        }
        try {
            return input.stop();
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    /**
     * Closes the file until it is read next.
     *
     * @return false if it can't be opened again where it was left
     */
    boolean suspend() {
        try {
            return input.suspend();
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        openFiles.closed(this);
        if (input != null) {
            input.close();
        }
    }
}
