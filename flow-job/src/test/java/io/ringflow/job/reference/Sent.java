package io.ringflow.job.reference;

import java.util.Random;

/**
 * A TCP segment that was sent, and may be sent again.
 *
 * @param flags the flags byte
 * @param seq sequence number
 * @param payload bytes of its payload
 * @param text the payload where it is a message's, else empty
 */
record Sent(int flags, int seq, int payload, String text) {

    private static final int LARGEST = 1440;

    Sent(int flags, int seq, int payload) {
        this(flags, seq, payload, "");
    }

    /** A part of it; where it has no text perhaps more than it. */
    Sent part(Random random) {
        if (text.isEmpty()) {
            int from = random.nextInt(payload);
            int length = 1 + random.nextInt(Math.min(LARGEST, 2 * (payload - from)));
            return new Sent(flags, seq + from, length);
        }
        int from = random.nextInt(payload - 1);
        int to = from + 2 + random.nextInt(payload - from - 1);
        return new Sent(flags, seq + from, to - from, text.substring(from, to));
    }
}
