package io.ringflow.job.rollup;

/**
 * What one shard or capture adds to the sums of a moment, as far as it belongs to one partition:
 * the record that moves between the tasks. Immutable.
 */
public final class RollupBatch {

    private final int partition;
    private final long beginNanos;
    private final RollupColumns columns;

    RollupBatch(int partition, long beginNanos, RollupColumns columns) {
        this.partition = partition;
        this.beginNanos = beginNanos;
        this.columns = columns;
    }

    /** The partition that all its keys belong to. */
    int partition() {
        return partition;
    }

    /** The moment, nanoseconds since the epoch: the begin of the bucket that was folded. */
    long beginNanos() {
        return beginNanos;
    }

    RollupColumns columns() {
        return columns;
    }
}
