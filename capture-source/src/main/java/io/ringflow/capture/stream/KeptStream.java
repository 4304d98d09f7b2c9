package io.ringflow.capture.stream;

import java.nio.ByteBuffer;

/**
 * The first bytes of one direction of a TCP connection whose label isn't complete yet: all bytes
 * from the start on, and one later run of bytes that arrived early. Not thread-safe.
 */
final class KeptStream {

    private static final int FIRST_CAPACITY = 2048;

    /** Sequence number of the first byte. */
    final int start;

    /** Event time of the first segment, nanoseconds since the epoch. */
    final long sinceNanos;

    /** Number of segments that contained new bytes. */
    int segments;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY);
    private int length;
    private int aheadFrom;
    private int aheadTo;

    KeptStream(int start, long sinceNanos) {
        this.start = start;
        this.sinceNanos = sinceNanos;
    }

    /** The bytes, of which the first {@link #length} are valid. */
    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Copies the new bytes of a segment, up to {@link StreamLabels#MAX_BYTES} in total.
     *
     * @param at offset of the segment's bytes in the buffer
     * @param count number of those bytes
     * @param offset position of the first byte in the stream; its absolute value must be less than
     *     {@link StreamLabels#MAX_BYTES}
     * @return whether {@link #length} has grown
     */
    boolean take(ByteBuffer buffer, int at, int count, int offset) {
        int to = Math.min(offset + count, StreamLabels.MAX_BYTES);
        if (to <= length) {
            return false;
        }
        segments++;
        if (offset > length) {
            takeAhead(buffer, at, offset, to);
            return false;
        }
        put(buffer, at + length - offset, length, to);
        length = to;
        if (aheadFrom <= length) {
            length = Math.max(length, aheadTo);
            aheadTo = 0;
        }
        return true;
    }

    private void takeAhead(ByteBuffer buffer, int at, int from, int to) {
        if (aheadTo == 0) {
            aheadFrom = from;
        } else if (from > aheadTo || to < aheadFrom) {
            return;
        }
        put(buffer, at, from, to);
        aheadFrom = Math.min(aheadFrom, from);
        aheadTo = Math.max(aheadTo, to);
    }

    private void put(ByteBuffer buffer, int at, int from, int to) {
        if (to > bytes.capacity()) {
            int larger = Math.max(to, Math.min(StreamLabels.MAX_BYTES, bytes.capacity() * 2));
            bytes = ByteBuffer.allocate(larger).put(0, bytes, 0, bytes.capacity());
        }
        bytes.put(from, buffer, at, to - from);
    }
}
