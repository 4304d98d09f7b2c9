package io.ringflow.job.track;

import io.ringflow.job.EventTime;
import io.ringflow.job.FlowSettings;
import io.ringflow.job.table.IdleClass;
import java.io.Serializable;

/**
 * The settings of flow tracking in the units of the fold.
 *
 * @param eventTime buckets and lateness
 * @param tcpNanos idle timeout
 * @param udpNanos idle timeout
 * @param icmpNanos idle timeout
 * @param otherNanos idle timeout
 * @param lingerNanos how long a flow stays open after its end was seen
 * @param activeNanos how often a flow is reported
 * @param splitOnActive end a flow at the active timeout
 * @param reportBegins emit {@code new} and {@code update} records
 * @param retentionNanos how long an ended flow stays queryable; 0 keeps none
 * @param maxRows rows that a shard may hold
 */
record FoldRules(
        EventTime eventTime,
        long tcpNanos,
        long udpNanos,
        long icmpNanos,
        long otherNanos,
        long lingerNanos,
        long activeNanos,
        boolean splitOnActive,
        boolean reportBegins,
        long retentionNanos,
        int maxRows)
        implements Serializable {

    static FoldRules of(FlowSettings settings, int shards, boolean reportBegins) {
        FlowSettings.IdleTimeout idle = settings.idleTimeout();
        return new FoldRules(
                EventTime.of(settings),
                idle.tcp().toNanos(),
                idle.udp().toNanos(),
                idle.icmp().toNanos(),
                idle.other().toNanos(),
                settings.endLinger().toNanos(),
                settings.activeTimeout().toNanos(),
                settings.splitOnActiveTimeout(),
                reportBegins,
                nanosOrForever(settings),
                Math.clamp(settings.maxFlows() / shards, 1, Integer.MAX_VALUE / 2));
    }

    private static long nanosOrForever(FlowSettings settings) {
        return settings.retention().compareTo(FlowSettings.RETAIN_ALL) >= 0
                ? Long.MAX_VALUE
                : settings.retention().toNanos();
    }

    /** How long a flow of a class may be silent. */
    long idleNanos(int idleClass) {
        return switch (idleClass) {
            case IdleClass.TCP -> tcpNanos;
            case IdleClass.UDP -> udpNanos;
            case IdleClass.ICMP -> icmpNanos;
            case IdleClass.OTHER -> otherNanos;
            default -> lingerNanos;
        };
    }

    /** True where a flow may be silent for too long within one bucket. */
    boolean timesOutWithinABucket() {
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            if (idleNanos(idleClass) < eventTime.bucketNanos()) {
                return true;
            }
        }
        return false;
    }

    /** True where flows must be looked at when the active timeout passes. */
    boolean watchesActiveTimeout() {
        return splitOnActive || reportBegins;
    }
}
