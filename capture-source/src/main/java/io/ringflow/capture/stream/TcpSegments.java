package io.ringflow.capture.stream;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.TcpFlags;

/**
 * A stretch of TCP segments whose connections are looked up together, so that the memory of all of
 * them can be fetched at the same time. One fetcher thread.
 *
 * <pre>
 *  word  content
 *   0    the connection's fingerprint, the same for both directions
 *   1    time, nanoseconds since the epoch
 *   2    sequence number (32) | acknowledgment number (32)
 *   3    payload length (32) | window (16) | flags (8) | side, 0 or 1 (8)
 *   4    place in the batch
 * </pre>
 */
final class TcpSegments {

    /** Segments of a stretch. */
    static final int SIZE = 32;

    private static final int TIME = 1;
    private static final int NUMBERS = 2;
    private static final int SIZES = 3;
    private static final int PACKET = 4;
    private static final int WORDS = 5;
    private static final long LOW_INT = 0xffff_ffffL;

    private final long[] words = new long[SIZE * WORDS];
    private int count;

    /** Segments added. */
    int count() {
        return count;
    }

    /** Forgets all segments. */
    void clear() {
        count = 0;
    }

    /**
     * Adds a segment where there is room.
     *
     * @param src fingerprint of the end that sent it
     * @param dst fingerprint of the other end
     */
    void add(
            int packet,
            long src,
            long dst,
            long bits,
            long tunnelKey,
            long timeNanos,
            int seq,
            int ack,
            int window,
            int payload) {
        int at = count++ * WORDS;
        int side = src < dst ? 0 : 1;
        words[at + PACKET] = packet;
        words[at + SIZES] =
                ((long) payload << 32)
                        | ((long) window << 16)
                        | (PacketBits.flags(bits) << 8)
                        | side;
        words[at + NUMBERS] = ((long) seq << 32) | (ack & LOW_INT);
        words[at + TIME] = timeNanos;
        words[at] = Fingerprint.connection(src, dst, PacketBits.vlan(bits), tunnelKey);
    }

    long key(int k) {
        return words[k * WORDS];
    }

    long timeNanos(int k) {
        return words[k * WORDS + TIME];
    }

    void timeNanos(int k, long nanos) {
        words[k * WORDS + TIME] = nanos;
    }

    int seq(int k) {
        return (int) (words[k * WORDS + NUMBERS] >>> 32);
    }

    int ack(int k) {
        return (int) words[k * WORDS + NUMBERS];
    }

    int payload(int k) {
        return (int) (words[k * WORDS + SIZES] >>> 32);
    }

    int window(int k) {
        return (int) (words[k * WORDS + SIZES] >>> 16) & 0xffff;
    }

    int flags(int k) {
        return (int) (words[k * WORDS + SIZES] >>> 8) & 0xff;
    }

    int side(int k) {
        return (int) words[k * WORDS + SIZES] & 1;
    }

    int packet(int k) {
        return (int) words[k * WORDS + PACKET];
    }

    boolean has(int k, int wanted) {
        return (flags(k) & wanted) != 0;
    }

    /** Sequence numbers that the segment takes: its payload's, the SYN's and the FIN's. */
    int length(int k) {
        return payload(k) + (has(k, TcpFlags.SYN) ? 1 : 0) + (has(k, TcpFlags.FIN) ? 1 : 0);
    }
}
