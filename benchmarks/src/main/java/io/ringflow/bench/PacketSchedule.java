package io.ringflow.bench;

import java.util.Arrays;

/**
 * Which flow each packet of a capture belongs to, in the order of time. A flow's packets are spread
 * at random over its life, which begins at a random time and lasts as its packets take at the
 * flow's own mean gap: 0.1 to 100 ms, log-uniform, but no longer than the capture.
 */
final class PacketSchedule {

    private static final int LIFE_STREAM = 1;
    private static final int PACKET_STREAM = 2;
    private static final double SHORTEST_GAP_SECONDS = 1e-4;
    private static final double LONGEST_TO_SHORTEST_GAP = 1e3;
    private static final int FLOW_BITS = 31;

    /** Time as a fraction of the capture in the upper 32 bits, flow in the lower 31. */
    private final long[] order;

    /**
     * Draws the schedule.
     *
     * @param sizes packets of each flow
     * @param packetsPerSecond of the whole capture
     */
    PacketSchedule(SeededHash hash, int[] sizes, int packetsPerSecond) {
        int packets = Arrays.stream(sizes).sum();
        double spanSeconds = (double) packets / packetsPerSecond;
        order = new long[packets];
        int next = 0;
        for (int flow = 0; flow < sizes.length; flow++) {
            long life = hash.bits(LIFE_STREAM, flow);
            double gap =
                    SHORTEST_GAP_SECONDS
                            * Math.pow(LONGEST_TO_SHORTEST_GAP, (life & 0xFFFF) / 65536.0);
            double length = Math.min(1, sizes[flow] * gap / spanSeconds);
            double start = SeededHash.fraction(life) * (1 - length);
            for (int packet = 0; packet < sizes[flow]; packet++, next++) {
                double within = SeededHash.fraction(hash.bits(PACKET_STREAM, next));
                order[next] = (long) ((start + within * length) * 0x1p32) << FLOW_BITS | flow;
            }
        }
        Arrays.parallelSort(order);
    }

    /** The number of packets. */
    int packets() {
        return order.length;
    }

    /** The flow of the packet at a position, by its index in the sizes given. */
    int flowOf(int position) {
        return (int) (order[position] & (1L << FLOW_BITS) - 1);
    }
}
