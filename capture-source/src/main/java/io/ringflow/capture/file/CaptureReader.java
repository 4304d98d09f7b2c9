package io.ringflow.capture.file;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.text.TimeText;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a capture file packet by packet into batches. A truncated or damaged file ends after its
 * last readable packet; a warning is logged and {@link #truncated} returns true. Not thread-safe.
 */
abstract class CaptureReader implements Closeable {

    /** Longest packet in bytes. A greater length means that the file is damaged there. */
    static final int MAX_CAPTURED = 1 << 26;

    /** The longest frame check sequence that a file may state; more is a mistake. */
    private static final int MAX_CHECK_LENGTH = 8;

    private static final Logger LOG = LoggerFactory.getLogger(CaptureReader.class);

    final String path;
    final CaptureInput input;

    /** Index in the input's buffer of the packet that {@link #advance} found. */
    int frame;

    int captured;
    int wireLength;

    /** Bytes of the frame check sequence at the end of the packet that {@link #advance} found. */
    int checkLength;

    int linkType;
    long timeNanos;

    private final Set<Integer> unsupported = new HashSet<>();
    private boolean truncated;
    private final Frame decoded = new Frame();
    private boolean pending;

    CaptureReader(String path, CaptureInput input) {
        this.path = path;
        this.input = input;
    }

    /** The length of frame check sequences as a file states it, or 0 if that can't be right. */
    static int checkLength(int stated) {
        return stated <= MAX_CHECK_LENGTH ? stated : 0;
    }

    /**
     * Finds the next packet, sets the fields that describe it, and moves the input past it.
     *
     * @return false at the end of the file
     */
    abstract boolean advance() throws IOException;

    /** Position after the last packet taken, in bytes of the uncompressed file. */
    final long offset() {
        return pending ? recordOffset() : input.offset();
    }

    /** Position of the record that the last {@link #advance} found. */
    abstract long recordOffset();

    /** Returns true if the file turned out to be truncated or damaged. */
    final boolean truncated() {
        return truncated;
    }

    /**
     * Finds the next packet, whose time is then in {@link #timeNanos}.
     *
     * @return false at the end of the file, or if it is {@link #silent}
     */
    final boolean hasNext() throws IOException {
        return peek();
    }

    /** Leaves out the packet that {@link #hasNext} found. */
    final void leaveOut() {
        pending = false;
    }

    /** Returns true if the next packet has not arrived yet but still may, as from a pipe. */
    final boolean silent() {
        return !pending && !truncated && input.silent();
    }

    private boolean peek() throws IOException {
        if (!pending && !truncated) {
            pending = advance();
            if (!pending && input.damaged() && !truncated) {
                return endDamaged("the compressed data is cut off or damaged");
            }
        }
        return pending;
    }

    /**
     * Decodes packets until a number of them has been read, the time is reached, or the file ends
     * or is {@link #silent}. The caller ends the batch.
     *
     * @param most number of packets to read, so that the work is bounded even if the filter rejects
     *     all of them
     * @param untilNanos packets later than this are left for the next call
     * @param filter returns the filter program for a link type; null accepts every packet
     * @return number of packets read
     */
    final int read(
            PacketBatch batch,
            FrameHandler handler,
            int most,
            long untilNanos,
            IntFunction<BpfProgram> filter)
            throws IOException {
        int read = 0;
        while (read < most
                && peek()
                && (timeNanos <= untilNanos || timeNanos == TimeText.OUT_OF_RANGE)) {
            take(batch, handler, filter);
            read++;
        }
        return read;
    }

    private void take(PacketBatch batch, FrameHandler handler, IntFunction<BpfProgram> filter) {
        pending = false;
        if (filter == null || passes(filter)) {
            decode(batch, handler);
        }
    }

    private void decode(PacketBatch batch, FrameHandler handler) {
        if (!LinkTypes.supported(linkType) && unsupported.add(linkType)) {
            LOG.warn(
                    "{}: link type {} is not supported; its packets are only counted",
                    path,
                    linkType);
        }
        decoded.buffer = input.buffer();
        decoded.offset = frame;
        // Headers must not take the check sequence for payload, but its bytes were on the wire.
        int frameLength = Math.max(0, wireLength - checkLength);
        batch.frameBytes += wireLength - frameLength;
        decoded.captured = Math.min(captured, frameLength);
        decoded.wireLength = frameLength;
        decoded.linkType = linkType;
        decoded.timeNanos = timeNanos;
        handler.frame(decoded, batch);
    }

    private boolean passes(IntFunction<BpfProgram> filter) {
        return filter.apply(linkType).matches(input.buffer(), frame, captured, wireLength);
    }

    /** Handles the end of the available bytes; leftover bytes mean that a record is truncated. */
    final boolean endOfBytes() {
        return !input.silent() && input.left() > 0 && endDamaged("the file is cut off");
    }

    /** Logs that the file is truncated or damaged here, and ends it. */
    final boolean endDamaged(String damage) {
        truncated = true;
        LOG.warn("{}: {} at byte {}; the packets before it are used", path, damage, recordOffset());
        return false;
    }

    /** The exception for a file whose first bytes are right but whose header is not. */
    final CaptureException notACapture(String reason) {
        return new CaptureException(path + ": not a capture file (" + reason + ")");
    }

    @Override
    public final void close() throws IOException {
        input.close();
    }
}
