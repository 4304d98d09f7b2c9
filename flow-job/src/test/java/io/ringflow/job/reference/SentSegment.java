package io.ringflow.job.reference;

import java.util.Random;

/**
 * A TCP segment that was sent, and may be retransmitted.
 *
 * @param flags the flags byte
 * @param seq sequence number
 * @param payload number of payload bytes
 * @param text the payload if it is part of a message, else empty
 */
record SentSegment(int flags, int seq, int payload, String text) {

    private static final int LARGEST = 1440;

    SentSegment(int flags, int seq, int payload) {
        this(flags, seq, payload, "");
    }

    /** Returns a part of the segment. If it has no text, the part may exceed its end. */
    SentSegment part(Random random) {
        if (text.isEmpty()) {
            int from = random.nextInt(payload);
            int length = 1 + random.nextInt(Math.min(LARGEST, 2 * (payload - from)));
            return new SentSegment(flags, seq + from, length);
        }
        int from = random.nextInt(payload - 1);
        int to = from + 2 + random.nextInt(payload - from - 1);
        return new SentSegment(flags, seq + from, to - from, text.substring(from, to));
    }
}
