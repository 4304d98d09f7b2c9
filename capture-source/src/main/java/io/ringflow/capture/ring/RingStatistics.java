package io.ringflow.capture.ring;

/**
 * What the kernel counted since the counters were last read ({@code struct tpacket_stats_v3}).
 *
 * @param packets packets that passed the filter, the dropped ones included
 * @param drops packets that found no room
 * @param freezes how often the ring became full
 */
record RingStatistics(long packets, long drops, long freezes) {}
