package io.ringflow.capture.file;

import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Observer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * A capture file being read, starting at the position of its split. The file is opened when it is
 * first used. Owned and used by the fetcher thread.
 */
public final class CaptureFile implements Closeable {

    private final FileSplit split;
    private final Observer observer;
    private final FrameHandler handler;
    private final IntFunction<BpfProgram> filter;
    private final Runnable arrival;
    private CaptureInput input;
    private CaptureReader reader;
    private boolean silent;
    private long newestNanos;
    private long knownNextTimeNanos = Long.MIN_VALUE;

    /**
     * A file that is not open yet.
     *
     * @param split the file and how far it has been read
     * @param handler takes the frames of this file only
     * @param filter returns the filter program for a link type; null accepts every packet
     * @param arrival called by another thread when a {@link #silent} file has more to read
     */
    public CaptureFile(
            FileSplit split,
            FrameHandler handler,
            IntFunction<BpfProgram> filter,
            Runnable arrival) {
        this.split = split;
        this.handler = handler;
        this.filter = filter;
        this.arrival = arrival;
        this.newestNanos = split.newestNanos();
        Path name = Path.of(split.path()).getFileName();
        this.observer =
                new Observer(Observer.REPLAY_HOST, name == null ? split.path() : name.toString());
    }

    /** The id of the file's split. */
    public String splitId() {
        return split.splitId();
    }

    /** Resets a batch to an empty one of this file. */
    public void reset(PacketBatch batch) {
        batch.reset(observer, newestNanos);
        batch.nextOffset = reader == null ? split.offset() : reader.offset();
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
            throw CaptureFiles.unreadable(split.path(), e);
        }
    }

    /**
     * Returns true if the last {@link #nextTimeNanos} found no packet but more may arrive, as from
     * a pipe.
     */
    public boolean silent() {
        return silent;
    }

    /** The last result of {@link #nextTimeNanos}. */
    public long knownNextTimeNanos() {
        return knownNextTimeNanos;
    }

    /**
     * Decodes packets until the batch is full, the time is reached, or the file is silent or ends.
     * {@link #nextTimeNanos} must have been called before.
     *
     * @param untilNanos packets later than this are left for the next call
     * @return false at the end of the file
     */
    public boolean read(PacketBatch batch, long untilNanos) {
        try {
            boolean more = reader.read(batch, handler, untilNanos, filter);
            noteProgress(batch);
            return more;
        } catch (IOException e) {
            throw CaptureFiles.unreadable(split.path(), e);
        }
    }

    /**
     * Ends the file at the current position. What a pipe has already delivered is still decoded.
     *
     * @return true if that did not fit in the batch and this must be called again
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
            noteProgress(batch);
        }
        return false;
    }

    private void noteProgress(PacketBatch batch) {
        newestNanos = batch.newestNanos;
        batch.nextOffset = reader.offset();
    }

    /** Returns true if the file turned out to be truncated or damaged. */
    public boolean truncated() {
        return reader != null && reader.truncated();
    }

    private boolean isOpen() throws IOException {
        if (reader == null) {
            if (input == null) {
                input = CaptureFiles.input(split.path(), arrival);
            }
            reader = CaptureFiles.reader(split.path(), input);
            if (reader != null) {
                reader.resumeAt(split.offset(), handler, filter);
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
