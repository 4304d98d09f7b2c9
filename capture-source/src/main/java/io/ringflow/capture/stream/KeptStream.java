package io.ringflow.capture.stream;

import java.nio.ByteBuffer;

/**
 * The first bytes of one direction of a TCP connection, while its label isn't complete: all from
 * the begin on, and one run that came ahead of what is missing before it. One fetcher thread.
 */
final class KeptStream {

    private static final int FIRST_CAPACITY = 2048;

    /** Sequence number of the first byte. */
    final int start;

    /** Event time when keeping it began, nanoseconds since the epoch. */
    final long sinceNanos;

    /** Segments that brought something new. */
    int segments;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY);
    private int length;
    private int aheadFrom;
    private int aheadTo;

    KeptStream(int start, long sinceNanos) {
        this.start = start;
        this.sinceNanos = sinceNanos;
    }

    /** The bytes, of which the first {@link #length} are there. */
    ByteBuffer bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Takes what is new in a segment, up to {@link StreamLabels#MOST_BYTES} in all.
     *
     * @param at where the segment's bytes begin in the buffer
     * @param count how many it has there
     * @param offset the place of the first one in the stream, less than that bound either way
     * @return whether there are more bytes from the begin on than before
     */
    boolean take(ByteBuffer buffer, int at, int count, int offset) {
        int to = Math.min(offset + count, StreamLabels.MOST_BYTES);
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
            int larger = Math.max(to, Math.min(StreamLabels.MOST_BYTES, bytes.capacity() * 2));
            bytes = ByteBuffer.allocate(larger).put(0, bytes, 0, bytes.capacity());
        }
        bytes.put(from, buffer, at, to - from);
    }
}
