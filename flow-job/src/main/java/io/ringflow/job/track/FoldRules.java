package io.ringflow.job.track;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.IdleClass;
import java.io.Serializable;

/**
 * The settings of flow tracking, in the units of folding.
 *
 * @param eventTime buckets and lateness
 * @param idle when silent flows end
 * @param active what happens to flows that last
 * @param retentionNanos how long an ended flow stays queryable; 0 keeps none
 * @param maxRows maximum number of rows of a shard
 */
public record FoldRules(
        EventTimeBuckets eventTime,
        IdleTimeouts idle,
        ActiveTimeout active,
        long retentionNanos,
        int maxRows)
        implements Serializable {

    /**
     * How long flows may be silent, by idle class.
     *
     * @param lingerNanos how long a flow stays open after its end was seen
     */
    public record IdleTimeouts(
            long tcpNanos, long udpNanos, long icmpNanos, long otherNanos, long lingerNanos)
            implements Serializable {

        static IdleTimeouts of(FlowSettings settings) {
            FlowSettings.IdleTimeout idle = settings.idleTimeout();
            return new IdleTimeouts(
                    idle.tcp().toNanos(),
                    idle.udp().toNanos(),
                    idle.icmp().toNanos(),
                    idle.other().toNanos(),
                    settings.endLinger().toNanos());
        }

        /** The timeout of an {@link IdleClass}. */
        long nanos(int idleClass) {
            return switch (idleClass) {
                case IdleClass.TCP -> tcpNanos;
                case IdleClass.UDP -> udpNanos;
                case IdleClass.ICMP -> icmpNanos;
                case IdleClass.OTHER -> otherNanos;
                default -> lingerNanos;
            };
        }

        /** The timeout of a flow. */
        long nanos(FlowRow head) {
            return nanos(IdleClass.of(head));
        }

        /** Returns true if any timeout is shorter than a time. */
        boolean anyShorterThan(long nanos) {
            for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
                if (nanos(idleClass) < nanos) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * What happens to flows that last longer than the active timeout.
     *
     * @param splits end the flow, so that its next packet starts another
     * @param records which records are emitted
     */
    public record ActiveTimeout(long nanos, boolean splits, FlowRecords records)
            implements Serializable {

        private static final long HOUR = 3_600_000_000_000L;

        static ActiveTimeout of(FlowSettings settings, FlowRecords records) {
            boolean splits = settings.splitOnActiveTimeout();
            boolean hourly = records == FlowRecords.HOURLY && !splits;
            long nanos = settings.activeTimeout().toNanos();
            return new ActiveTimeout(hourly ? Math.max(HOUR, nanos) : nanos, splits, records);
        }

        /** Returns true if flows must be looked at when the timeout passes. */
        boolean watches() {
            return splits || records.compareTo(FlowRecords.ENDS) > 0;
        }

        /** Returns true if {@code new} records are emitted. */
        boolean reportsStarts() {
            return records == FlowRecords.ALL;
        }
    }

    /**
     * The rules of a job.
     *
     * @param shards number of shards that share the job's maximum of flows; if that is {@link
     *     FlowSettings#AUTO}, the rules allow one row until the task sets a maximum
     * @param records which records are emitted
     */
    public static FoldRules of(FlowSettings settings, int shards, FlowRecords records) {
        return new FoldRules(
                settings.eventTime(),
                IdleTimeouts.of(settings),
                ActiveTimeout.of(settings, records),
                nanosOrForever(settings),
                Math.clamp(settings.maxFlows() / shards, 1, Integer.MAX_VALUE / 2));
    }

    /** These rules with another maximum number of rows. */
    public FoldRules withMaxRows(int rows) {
        return new FoldRules(eventTime, idle, active, retentionNanos, rows);
    }

    private static long nanosOrForever(FlowSettings settings) {
        return settings.retention().compareTo(FlowSettings.RETAIN_ALL) >= 0
                ? Long.MAX_VALUE
                : settings.retention().toNanos();
    }

    /** Returns true if a flow may time out between two packets of one bucket. */
    boolean timesOutWithinBucket() {
        return idle.anyShorterThan(eventTime.bucketNanos());
    }

    /** Returns true if ended flows are kept until they must make room. */
    boolean retainsAll() {
        return retentionNanos == Long.MAX_VALUE;
    }
}
