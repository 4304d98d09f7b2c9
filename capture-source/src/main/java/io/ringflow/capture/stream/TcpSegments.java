package io.ringflow.capture.stream;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.TcpFlags;

/**
 * A stretch of TCP segments whose connections are looked up together, so that the memory of all of
 * them can be fetched at the same time. One fetcher thread.
 */
final class TcpSegments {

    /** Segments of a stretch. */
    static final int SIZE = 32;

    final int[] packet = new int[SIZE];

    /** The connection's fingerprint, the same for both directions. */
    final long[] key = new long[SIZE];

    /** The direction: 0 or 1. */
    final int[] side = new int[SIZE];

    final long[] timeNanos = new long[SIZE];
    final int[] flags = new int[SIZE];
    final int[] seq = new int[SIZE];
    final int[] ack = new int[SIZE];
    final int[] window = new int[SIZE];
    final int[] payload = new int[SIZE];

    int count;

    void endpoints(
            long srcHigh, long srcLow, long dstHigh, long dstLow, long bits, long tunnelKey) {
        long src = Fingerprint.endpoint(srcHigh, srcLow, PacketBits.srcPort(bits));
        long dst = Fingerprint.endpoint(dstHigh, dstLow, PacketBits.dstPort(bits));
        key[count] = Fingerprint.connection(src, dst, PacketBits.vlan(bits), tunnelKey);
        side[count] = src < dst ? 0 : 1;
        flags[count] = PacketBits.flags(bits);
    }

    boolean has(int k, int wanted) {
        return (flags[k] & wanted) != 0;
    }

    /** Sequence numbers that the segment takes: its payload's, the SYN's and the FIN's. */
    int length(int k) {
        return payload[k] + (has(k, TcpFlags.SYN) ? 1 : 0) + (has(k, TcpFlags.FIN) ? 1 : 0);
    }
}
