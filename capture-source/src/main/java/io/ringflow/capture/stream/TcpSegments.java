package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TcpFlags;

/**
 * A group of TCP segments whose connections are looked up together, so that the processor can fetch
 * the memory of all of them at the same time. Not thread-safe.
 *
 * <pre>
 *  word  content
 *   0    the connection's fingerprint, the same for both directions
 *   1    time, nanoseconds since the epoch
 *   2    sequence number (32) | acknowledgment number (32)
 *   3    payload length (32) | window (16) | flags (8) | side, 0 or 1 (8)
 *   4    row in the batch
 * </pre>
 */
final class TcpSegments {

    /** The most segments of a group. */
    static final int SIZE = 32;

    private static final int TIME = 1;
    private static final int NUMBERS = 2;
    private static final int SIZES = 3;
    private static final int ROW = 4;
    private static final int WORDS = 5;
    private static final long LOW_INT = 0xffff_ffffL;

    private final long[] words = new long[SIZE * WORDS];
    private int count;

    /** Number of segments added. */
    int count() {
        return count;
    }

    /** Forgets all segments. */
    void clear() {
        count = 0;
    }

    /** Adds a segment; there must be fewer than {@link #SIZE}. */
    void add(TransportPacket packet) {
        int at = count++ * WORDS;
        words[at + ROW] = packet.row;
        words[at + SIZES] =
                ((long) packet.payloadLength << 32)
                        | ((long) packet.window << 16)
                        | (PacketBits.flags(packet.bits) << 8)
                        | packet.side();
        words[at + NUMBERS] = ((long) packet.seq << 32) | (packet.ack & LOW_INT);
        words[at + TIME] = packet.timeNanos;
        words[at] = packet.connection();
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

    int row(int k) {
        return (int) words[k * WORDS + ROW];
    }

    boolean has(int k, int wanted) {
        return (flags(k) & wanted) != 0;
    }

    /** Number of sequence numbers that the segment occupies: by its payload, SYN and FIN. */
    int length(int k) {
        return payload(k) + (has(k, TcpFlags.SYN) ? 1 : 0) + (has(k, TcpFlags.FIN) ? 1 : 0);
    }
}
