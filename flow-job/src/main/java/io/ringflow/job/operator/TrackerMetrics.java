package io.ringflow.job.operator;

import io.ringflow.job.track.FlowShard;
import io.ringflow.job.track.ShardTotals;
import io.ringflow.model.EndReason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The flows of a task in the Flink web UI and in metric reporters. They are in the group of the
 * flow tracker and add up the shards of the task. What has a total counts from the start of the
 * job, so it survives restarts; folds count from the start of the task. Updated by the task thread,
 * read by any.
 */
final class TrackerMetrics {

    /** Flows that have not ended. */
    static final String OPEN = "openFlows";

    /** Ended flows that are kept for queries. */
    static final String RETAINED = "retainedFlows";

    /** Flows started. */
    static final String STARTED = "startedFlows";

    /** Buckets of fragments that wait for the watermark. */
    static final String BUFFERED_BUCKETS = "bufferedBuckets";

    /** Memory of these buckets, in bytes. */
    static final String BUFFERED_BYTES = "bufferedBytes";

    /** Key of the group of flows ended. Its value is the reason. */
    static final String ENDED_GROUP = "endReason";

    /** Flows ended for the reason of the group. */
    static final String ENDED = "endedFlows";

    /** Shards folded, each up to a watermark. */
    static final String FOLDS = "folds";

    /** Time that the task has spent on folds, in nanoseconds. */
    static final String FOLD_NANOS = "foldNanos";

    /** Time that the task has waited, before folds, for queries that were reading the shard. */
    static final String FOLD_WAIT_NANOS = "foldWaitNanos";

    private static final int OF_OPEN = 0;
    private static final int OF_RETAINED = 1;
    private static final int OF_STARTED = 2;
    private static final int OF_BUCKETS = 3;
    private static final int OF_BYTES = 4;
    private static final int OF_ENDED = 5;
    private static final int VALUES = OF_ENDED + EndReason.values().length;

    private final AtomicLongArray sums = new AtomicLongArray(VALUES);

    /** What each shard has added to the sums, by its key. */
    private final Map<Integer, long[]> parts = new HashMap<>();

    private final Counter folds;
    private final Counter foldNanos;
    private final Counter foldWaitNanos;

    /** Registers the metrics. */
    TrackerMetrics(MetricGroup group) {
        gauge(group, OPEN, OF_OPEN);
        gauge(group, RETAINED, OF_RETAINED);
        gauge(group, STARTED, OF_STARTED);
        gauge(group, BUFFERED_BUCKETS, OF_BUCKETS);
        gauge(group, BUFFERED_BYTES, OF_BYTES);
        for (EndReason reason : EndReason.values()) {
            if (reason != EndReason.NONE) {
                gauge(
                        group.addGroup(ENDED_GROUP, reason.text()),
                        ENDED,
                        OF_ENDED + reason.ordinal());
            }
        }
        folds = group.counter(FOLDS);
        foldNanos = group.counter(FOLD_NANOS);
        foldWaitNanos = group.counter(FOLD_WAIT_NANOS);
    }

    private void gauge(MetricGroup group, String name, int value) {
        group.gauge(name, (Gauge<Long>) () -> sums.get(value));
    }

    /** A shard has accepted fragments. */
    void buffered(int shardKey, FlowShard shard) {
        long[] part = part(shardKey);
        set(part, OF_BUCKETS, shard.bufferedBuckets());
        set(part, OF_BYTES, shard.bufferedBytes());
    }

    /** A shard was folded or restored; call with its lock held. */
    void changed(int shardKey, FlowShard shard) {
        long[] part = part(shardKey);
        ShardTotals totals = shard.totals();
        set(part, OF_OPEN, shard.openFlows());
        set(part, OF_RETAINED, shard.retainedFlows());
        set(part, OF_STARTED, totals.flows);
        set(part, OF_BUCKETS, shard.bufferedBuckets());
        set(part, OF_BYTES, shard.bufferedBytes());
        for (int reason = 0; reason < totals.ended.length; reason++) {
            set(part, OF_ENDED + reason, totals.ended[reason]);
        }
    }

    /**
     * A shard was folded.
     *
     * @param waited how long the task waited for queries that were reading the shard
     * @param took how long the fold took, without the wait
     */
    void folded(long waited, long took) {
        folds.inc();
        foldWaitNanos.inc(waited);
        foldNanos.inc(took);
    }

    private long[] part(int shardKey) {
        return parts.computeIfAbsent(shardKey, key -> new long[VALUES]);
    }

    private void set(long[] part, int value, long now) {
        if (part[value] != now) {
            sums.getAndAdd(value, now - part[value]);
            part[value] = now;
        }
    }
}
