package io.ringflow.job.rollup;

/**
 * What one shard or capture adds to the sums of a moment, as far as it belongs to one partition:
 * the record that moves between the tasks. Immutable. The sums stay as they are written, since
 * whoever adds them up reads them once.
 */
public final class RollupBatch {

    private final int partition;
    private final long beginNanos;
    private final byte[] sums;

    /**
     * A batch.
     *
     * @param sums as {@link RollupTable#encode} gives them
     */
    RollupBatch(int partition, long beginNanos, byte[] sums) {
        this.partition = partition;
        this.beginNanos = beginNanos;
        this.sums = sums;
    }

    /** The partition that all its keys belong to. */
    int partition() {
        return partition;
    }

    /** The moment, nanoseconds since the epoch: the begin of the bucket that was folded. */
    long beginNanos() {
        return beginNanos;
    }

    /** The sums, for {@link RollupTable#add(byte[])}. */
    byte[] sums() {
        return sums;
    }
}
