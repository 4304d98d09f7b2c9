package io.ringflow.job.rollup;

/**
 * The sums of shards or of a capture for one moment and partition: the record that is sent between
 * tasks. Immutable. The sums stay encoded, because their receiver decodes them only once.
 */
public final class RollupBatch {

    private final int partition;
    private final long startNanos;
    private final byte[] sums;

    /**
     * Creates a batch.
     *
     * @param startNanos start of the bucket that was folded, nanoseconds since the epoch
     * @param sums encoded by {@link RollupTable#encode}
     */
    RollupBatch(int partition, long startNanos, byte[] sums) {
        this.partition = partition;
        this.startNanos = startNanos;
        this.sums = sums;
    }

    /** Returns the partition to which all keys belong. */
    public int partition() {
        return partition;
    }

    /** Returns the start of the bucket that was folded, nanoseconds since the epoch. */
    public long startNanos() {
        return startNanos;
    }

    /** Returns the encoded sums, for {@link RollupTable#add(byte[])}. */
    public byte[] sums() {
        return sums;
    }
}
