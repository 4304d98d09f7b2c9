package io.ringflow.capture.ring;

/**
 * The kernel's counters of a ring since they were last read ({@code struct tpacket_stats_v3}).
 *
 * @param packets packets that passed the filter, including those dropped
 * @param drops packets dropped because the ring was full
 * @param freezes how often the ring became full
 */
public record RingStatistics(long packets, long drops, long freezes) {}
