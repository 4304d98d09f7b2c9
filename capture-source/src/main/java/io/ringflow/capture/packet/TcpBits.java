package io.ringflow.capture.packet;

/**
 * The fields of a complete TCP header that are needed to follow its connection. In {@link
 * PacketBatch#tcpNumbers}: sequence number (32) | acknowledgment number (32). In {@link
 * PacketBatch#tcpSizes}:
 *
 * <pre>
 *  63        32 31   16 15      1     0
 * +------------+-------+---------+---------+
 * | payload    | window| unused  | present |
 * +------------+-------+---------+---------+
 * </pre>
 *
 * The payload is counted in bytes on the wire; for a super-frame, those of all its segments
 * together. The window is the field of the header, not scaled.
 */
public final class TcpBits {

    /** Set if the packet has a complete TCP header and is not an IP fragment. */
    private static final long PRESENT = 1;

    private static final long LOW_INT = 0xffff_ffffL;

    private TcpBits() {}

    /** Packs sequence and acknowledgment number. */
    public static long numbers(int seq, int ack) {
        return (long) seq << 32 | (ack & LOW_INT);
    }

    /** Packs payload and window. */
    public static long sizes(int payload, int window) {
        return (long) payload << 32 | (long) window << 16 | PRESENT;
    }

    public static int seq(long numbers) {
        return (int) (numbers >>> 32);
    }

    public static int ack(long numbers) {
        return (int) numbers;
    }

    public static int payload(long sizes) {
        return (int) (sizes >>> 32);
    }

    public static int window(long sizes) {
        return (int) (sizes >>> 16) & 0xffff;
    }
}
