package io.ringflow.capture.file;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.decode.LinkTypes;
import io.ringflow.capture.ring.BpfProgram;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a capture file packet by packet into batches. A file that is cut off or damaged ends where
 * its readable packets end, with a warning and {@link #truncated} set. Owned and used by one
 * thread.
 */
abstract class CaptureReader implements Closeable {

    /** No packet is longer; a greater length means that the file is damaged there. */
    static final int MAX_CAPTURED = 1 << 26;

    private static final Logger LOG = LoggerFactory.getLogger(CaptureReader.class);

    final String path;
    final CaptureInput input;

    /** The packet that {@link #advance} found, in the input's buffer. */
    int frame;

    int captured;
    int wireLength;
    int linkType;
    long timeNanos;

    private final Map<Integer, BpfProgram> filters = new HashMap<>();
    private final Set<Integer> unsupported = new HashSet<>();
    private boolean truncated;
    private final Frame decoded = new Frame();
    private boolean pending;

    CaptureReader(String path, CaptureInput input) {
        this.path = path;
        this.input = input;
    }

    /**
     * Finds the next packet, sets the fields that describe it, and moves the input behind it.
     *
     * @return false at the end of the file
     */
    abstract boolean advance() throws IOException;

    /** Position behind the last packet taken, in bytes of the uncompressed file. */
    final long offset() {
        return pending ? recordOffset() : input.offset();
    }

    /** Position of the record that the last {@link #advance} found. */
    abstract long recordOffset();

    /** True where the file turned out to be cut off or damaged. */
    final boolean truncated() {
        return truncated;
    }

    /**
     * Time of the next packet; {@link Long#MAX_VALUE} at the end of the file, {@link
     * Long#MIN_VALUE} if it is {@link #silent}.
     */
    final long peekTimeNanos() throws IOException {
        if (peek()) {
            return timeNanos;
        }
        return silent() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** True if the next packet has not arrived yet: the input is a pipe that may go on. */
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
     * Goes on to a position that {@link #offset} gave before. What stands before it is decoded once
     * more: what later packets mean may follow from it.
     */
    final void goOnAt(long offset, FrameHandler handler, IntFunction<BpfProgram> filter)
            throws IOException {
        PacketBatch known = new PacketBatch(1);
        known.newestNanos = Long.MIN_VALUE;
        while (offset() < offset && peek() && offset() < offset) {
            known.reset(null, known.newestNanos);
            take(known, handler, filter);
        }
        handler.endBatch(known);
    }

    /**
     * Decodes packets until the batch is full, the time is reached, the file ends or is {@link
     * #silent}.
     *
     * @param untilNanos packets later than this wait for the next call
     * @param filter gives the filter program of a link type, null to take every packet
     * @return false at the end of the file
     */
    final boolean read(
            PacketBatch batch,
            FrameHandler handler,
            long untilNanos,
            IntFunction<BpfProgram> filter)
            throws IOException {
        // Bounds the work of one call where the filter or the decoder takes no packet.
        int left = batch.capacity();
        boolean more = peek();
        while (more && timeNanos <= untilNanos && left-- > 0) {
            take(batch, handler, filter);
            more = peek();
        }
        if (!more && !silent()) {
            end(batch, handler);
            return false;
        }
        handler.endBatch(batch);
        return true;
    }

    /** Ends the file here: adds what waits for packets that don't come any more. */
    final void end(PacketBatch batch, FrameHandler handler) {
        handler.release(Long.MAX_VALUE, batch);
        handler.endBatch(batch);
    }

    private void take(PacketBatch batch, FrameHandler handler, IntFunction<BpfProgram> filter) {
        pending = false;
        if (filter == null || passes(filter)) {
            decode(batch, handler);
        }
    }

    private void decode(PacketBatch batch, FrameHandler handler) {
        if (!LinkTypes.supported(linkType) && unsupported.add(linkType)) {
            LOG.warn("{}: packets of link type {} can't be decoded; counted only", path, linkType);
        }
        decoded.buffer = input.buffer();
        decoded.offset = frame;
        decoded.captured = captured;
        decoded.wireLength = wireLength;
        decoded.linkType = linkType;
        decoded.timeNanos = timeNanos;
        handler.frame(decoded, batch);
    }

    private boolean passes(IntFunction<BpfProgram> filter) {
        BpfProgram program = filters.computeIfAbsent(linkType, filter::apply);
        return program.matches(input.buffer(), frame, captured, wireLength);
    }

    /** The file has ended, and within a record if anything is left of it; or it is silent. */
    final boolean endOfBytes() {
        return !input.silent() && input.left() > 0 && endDamaged("the file is cut off");
    }

    /** Says that the file ends too early, or makes no sense from here on. */
    final boolean endDamaged(String what) {
        truncated = true;
        LOG.warn("{}: {} at byte {}; the packets before it are used", path, what, recordOffset());
        return false;
    }

    /** A file whose first bytes are right but whose header is not. */
    final CaptureException noCapture(String what) {
        return new CaptureException(path + ": not a capture file (" + what + ")");
    }

    @Override
    public final void close() throws IOException {
        input.close();
    }
}
