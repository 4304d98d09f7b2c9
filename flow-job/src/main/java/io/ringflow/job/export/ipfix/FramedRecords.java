package io.ringflow.job.export.ipfix;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Data records on their way from the encoders to the delivery, each behind a frame:
 *
 * <pre>
 *   0        4          6        8
 *  +--------+----------+--------+---------------------------------+--------+
 *  | domain | template | length | first and last ms, 8 bytes each | record |
 *  +--------+----------+--------+---------------------------------+--------+
 *                                (NetFlow v9 only)
 * </pre>
 *
 * <p>Reads the frames of one chunk. Not thread-safe.
 */
final class FramedRecords {

    private static final int DOMAIN = 0;
    private static final int TEMPLATE = 4;
    private static final int LENGTH = 6;
    private static final int FIRST = 8;
    private static final int LAST = 16;

    private final int frameBytes;
    private final ByteBuffer chunk;
    private int frame;
    private int next;

    FramedRecords(CollectorProtocol protocol, byte[] chunk) {
        this.frameBytes = frameBytes(protocol);
        this.chunk = ByteBuffer.wrap(chunk);
    }

    private static int frameBytes(CollectorProtocol protocol) {
        return protocol == CollectorProtocol.NETFLOW9 ? LAST + Long.BYTES : FIRST;
    }

    /** Appends a record with its frame. */
    static void append(
            CollectorProtocol protocol,
            int domain,
            DirectedFlow flow,
            FlowTemplates templates,
            ByteBuffer scratch,
            ByteArrayOutputStream out) {
        int frameBytes = frameBytes(protocol);
        scratch.clear().position(frameBytes);
        int template = templates.write(flow, scratch);
        scratch.putInt(DOMAIN, domain);
        scratch.putShort(TEMPLATE, (short) template);
        scratch.putShort(LENGTH, (short) (scratch.position() - frameBytes));
        if (frameBytes > FIRST) {
            scratch.putLong(FIRST, RecordFields.millis(flow.firstNanos()));
            scratch.putLong(LAST, RecordFields.millis(flow.lastNanos()));
        }
        out.write(scratch.array(), scratch.arrayOffset(), scratch.position());
    }

    /** Moves to the next record; returns false after the last one. */
    boolean next() {
        frame = next;
        if (frame >= chunk.capacity()) {
            return false;
        }
        next = frame + frameBytes + length();
        return true;
    }

    int domain() {
        return chunk.getInt(frame + DOMAIN);
    }

    int template() {
        return Short.toUnsignedInt(chunk.getShort(frame + TEMPLATE));
    }

    int length() {
        return Short.toUnsignedInt(chunk.getShort(frame + LENGTH));
    }

    /** NetFlow v9: start of the flow, milliseconds since the epoch. */
    long firstMillis() {
        return chunk.getLong(frame + FIRST);
    }

    /** NetFlow v9: end of the flow, milliseconds since the epoch. */
    long lastMillis() {
        return chunk.getLong(frame + LAST);
    }

    /** NetFlow v9: sets the times, which are the first fields of each record. */
    void setUptimes(int first, int last) {
        chunk.putInt(frame + frameBytes, last).putInt(frame + frameBytes + Integer.BYTES, first);
    }

    /** The array with the record. */
    byte[] bytes() {
        return chunk.array();
    }

    /** Where the record is in {@link #bytes}. */
    int offset() {
        return frame + frameBytes;
    }
}
