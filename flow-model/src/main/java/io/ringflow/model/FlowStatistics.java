package io.ringflow.model;

import java.util.List;

/**
 * Totals since the job started, and rates of the newest complete bucket.
 *
 * @param packets packets folded into flows
 * @param bytes IP bytes folded into flows
 * @param flows flows begun
 * @param endedFlows flows ended, by the ordinal of {@link EndReason}; index 0 is unused
 * @param activeFlows flows open now
 * @param retainedFlows ended flows that are still queryable
 * @param latePackets packets older than the allowed lateness, counted in their flows all the same
 * @param packetsPerSecond packets a second in the newest complete bucket
 * @param bitsPerSecond IP bits a second in the newest complete bucket
 * @param newFlowsPerSecond flows begun a second in the newest complete bucket
 * @param watermarkNanos event time folded so far; {@link Long#MIN_VALUE} before the first packet
 */
public record FlowStatistics(
        long packets,
        long bytes,
        long flows,
        List<Long> endedFlows,
        long activeFlows,
        long retainedFlows,
        long latePackets,
        double packetsPerSecond,
        double bitsPerSecond,
        double newFlowsPerSecond,
        long watermarkNanos) {}
