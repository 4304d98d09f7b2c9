package io.ringflow.model.state.series;

import java.math.BigInteger;

/**
 * Spreads packets over the time in which they were seen: the first and the last at its ends, the
 * others at equal distances between them. Bytes go with the packets, at their mean size. The counts
 * before two moments differ by what is between them, so the parts of a flow add up to its counters
 * exactly. Immutable.
 *
 * <p>The history does the same in SQL; both must agree in every digit.
 */
final class PacketSpread {

    private final long firstNanos;
    private final long lastNanos;
    private final long packets;
    private final long bytes;

    /**
     * Spreads packets.
     *
     * @param firstNanos time of the first packet, nanoseconds since the epoch
     * @param lastNanos time of the last packet
     */
    PacketSpread(long firstNanos, long lastNanos, long packets, long bytes) {
        this.firstNanos = firstNanos;
        this.lastNanos = lastNanos;
        this.packets = packets;
        this.bytes = bytes;
    }

    /** The packets before a moment. */
    long packetsBefore(long nanos) {
        if (nanos <= firstNanos) {
            return 0;
        }
        if (nanos > lastNanos) {
            return packets;
        }
        long life = lastNanos - firstNanos;
        // Packet i is at first + i * life / (packets - 1), so this rounds up.
        return scaled(nanos - firstNanos, packets - 1, life - 1, life);
    }

    /** The bytes of the packets before a moment. */
    long bytesBefore(long nanos) {
        long before = packetsBefore(nanos);
        return before == packets ? bytes : scaled(bytes, before, 0, packets);
    }

    /** The whole part of (a * b + c) / d, none of which is negative. */
    private static long scaled(long a, long b, long c, long d) {
        if (Math.multiplyHigh(a, b) == 0 && a * b >= 0 && a * b <= Long.MAX_VALUE - c) {
            return (a * b + c) / d;
        }
        return BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .add(BigInteger.valueOf(c))
                .divide(BigInteger.valueOf(d))
                .longValueExact();
    }
}
