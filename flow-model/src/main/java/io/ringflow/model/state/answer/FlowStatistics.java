package io.ringflow.model.state.answer;

import io.ringflow.model.EndReason;
import java.util.List;

/**
 * Totals since the job started, and rates of the newest complete bucket.
 *
 * @param packets packets folded into flows
 * @param bytes IP bytes folded into flows
 * @param flows flows started
 * @param endedFlows flows ended, indexed by the ordinal of {@link EndReason}; index 0 is unused
 * @param activeFlows flows open now
 * @param retainedFlows ended flows that are still queryable
 * @param largestShardFlows active and retained flows in the largest shard
 * @param latePackets packets older than the allowed lateness; they still count in their flows
 * @param packetsPerSecond packets per second in the newest complete bucket
 * @param bitsPerSecond IP bits per second in the newest complete bucket
 * @param newFlowsPerSecond flows started per second in the newest complete bucket
 * @param packetBytes packet sizes in IP bytes, of the last minute
 * @param flowBytes IP bytes of the flows that ended in the last minute
 * @param flowDurationMs how long those flows lasted, milliseconds
 * @param coverage which part of the state answered, and for which moment
 */
public record FlowStatistics(
        long packets,
        long bytes,
        long flows,
        List<Long> endedFlows,
        long activeFlows,
        long retainedFlows,
        long largestShardFlows,
        long latePackets,
        double packetsPerSecond,
        double bitsPerSecond,
        double newFlowsPerSecond,
        Percentiles packetBytes,
        Percentiles flowBytes,
        Percentiles flowDurationMs,
        Coverage coverage) {}
