package io.ringflow.capture.file;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.ring.BpfProgram;
import io.ringflow.model.Observer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * A capture file that is being read, from where its split says. Opened at its first use; owned and
 * used by the fetcher thread.
 */
public final class CaptureFile implements Closeable {

    private final String splitId;
    private final String path;
    private final Observer observer;
    private final long startOffset;
    private final FrameHandler handler;
    private final IntFunction<BpfProgram> filter;
    private final Runnable arrival;
    private CaptureInput input;
    private CaptureReader reader;
    private boolean silent;
    private long newestNanos;
    private long knownNextTimeNanos = Long.MIN_VALUE;

    /**
     * A file to read.
     *
     * @param splitId the split it is
     * @param path where it is
     * @param startOffset position of its first packet not read yet; 0 for all
     * @param newestNanos newest packet time before that; {@link Long#MIN_VALUE} without one
     * @param handler takes the file's frames, and no others
     * @param filter gives the filter program of a link type; null takes every packet
     * @param arrival called by another thread when a {@link #silent} file can be read again
     */
    public CaptureFile(
            String splitId,
            String path,
            long startOffset,
            long newestNanos,
            FrameHandler handler,
            IntFunction<BpfProgram> filter,
            Runnable arrival) {
        this.arrival = arrival;
        this.splitId = splitId;
        this.path = path;
        this.startOffset = startOffset;
        this.newestNanos = newestNanos;
        this.handler = handler;
        this.filter = filter;
        Path name = Path.of(path).getFileName();
        this.observer = new Observer(Observer.REPLAY_HOST, name == null ? path : name.toString());
    }

    /** The split that this file is. */
    public String splitId() {
        return splitId;
    }

    /** Makes a batch an empty one of this file. */
    public void begin(PacketBatch batch) {
        batch.reset(observer, newestNanos);
        batch.nextOffset = reader == null ? startOffset : reader.offset();
    }

    /**
     * Time of the next packet.
     *
     * @return nanoseconds since the epoch; {@link Long#MAX_VALUE} at the end of the file, {@link
     *     Long#MIN_VALUE} if it is {@link #silent}
     */
    public long nextTimeNanos() {
        try {
            knownNextTimeNanos = isOpen() ? reader.peekTimeNanos() : Long.MIN_VALUE;
            silent = reader == null || reader.silent();
            return knownNextTimeNanos;
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    /** Whether it had no packet yet, though it may have one later, when it was asked last. */
    public boolean silent() {
        return silent;
    }

    /** What {@link #nextTimeNanos} said last. */
    public long knownNextTimeNanos() {
        return knownNextTimeNanos;
    }

    /**
     * Decodes packets until the batch is full, the time is reached, the file is silent or ends. Ask
     * for {@link #nextTimeNanos} first.
     *
     * @param untilNanos packets later than this wait for the next call
     * @return false at the end of the file
     */
    public boolean read(PacketBatch batch, long untilNanos) {
        try {
            boolean more = reader.read(batch, handler, untilNanos, filter);
            read(batch);
            return more;
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    /**
     * Ends the file here: stops reading, but decodes what a pipe has already brought.
     *
     * @return true if that was too much for the batch; call again then
     */
    public boolean end(PacketBatch batch) {
        if (input != null && input.stop()) {
            boolean packets = nextTimeNanos() != Long.MAX_VALUE && !silent;
            if (packets && read(batch, Long.MAX_VALUE) && !reader.silent()) {
                return true;
            }
        }
        if (reader != null) {
            reader.end(batch, handler);
            read(batch);
        }
        return false;
    }

    private void read(PacketBatch batch) {
        newestNanos = batch.newestNanos;
        batch.nextOffset = reader.offset();
    }

    /** True if the file turned out to be cut off or damaged. */
    public boolean truncated() {
        return reader != null && reader.truncated();
    }

    private boolean isOpen() throws IOException {
        if (reader == null) {
            if (input == null) {
                input = CaptureFiles.input(path, arrival);
            }
            reader = CaptureFiles.reader(path, input);
            if (reader != null) {
                reader.goOnAt(startOffset, handler, filter);
            }
        }
        return reader != null;
    }

    @Override
    public void close() throws IOException {
        if (input != null) {
            input.close();
        }
    }
}
