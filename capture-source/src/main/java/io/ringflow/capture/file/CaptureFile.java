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
    private CaptureReader reader;
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
     */
    public CaptureFile(
            String splitId,
            String path,
            long startOffset,
            long newestNanos,
            FrameHandler handler,
            IntFunction<BpfProgram> filter) {
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
     * @return nanoseconds since the epoch; {@link Long#MAX_VALUE} at the end of the file
     */
    public long nextTimeNanos() throws IOException {
        knownNextTimeNanos = reader().peekTimeNanos();
        return knownNextTimeNanos;
    }

    /** What {@link #nextTimeNanos} said last. */
    public long knownNextTimeNanos() {
        return knownNextTimeNanos;
    }

    /**
     * Decodes packets until the batch is full, the time is reached or the file ends.
     *
     * @param untilNanos packets later than this wait for the next call
     * @return false at the end of the file
     */
    public boolean read(PacketBatch batch, long untilNanos) throws IOException {
        boolean more = reader().read(batch, handler, untilNanos, filter);
        newestNanos = batch.newestNanos;
        batch.nextOffset = reader.offset();
        return more;
    }

    /** True where the file turned out to be cut off or damaged. */
    public boolean truncated() {
        return reader != null && reader.truncated();
    }

    private CaptureReader reader() throws IOException {
        if (reader == null) {
            reader = CaptureFiles.open(path);
            reader.goOnAt(startOffset, handler, filter);
        }
        return reader;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
