package io.ringflow.job.local;

import io.ringflow.capture.Details;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;

/**
 * The fragments of one shard and one bucket, from one subtask and one observer: the record that
 * moves between the tasks. Mutable and reused by its sender, which is safe because it is serialized
 * as it is sent.
 */
public final class FragmentBatch {

    /** The integer that Flink's hash takes to the shard's key group. */
    public int shardKey;

    /** Begin of the bucket, nanoseconds since the epoch. */
    public long bucketNanos;

    /** Who saw the packets. */
    public Observer observer;

    /** A capture loss of the observer to remember, or null. */
    public CaptureGap gap;

    /** Newest event time that the sender has seen; {@link Long#MIN_VALUE} where it doesn't say. */
    public long newestNanos = Long.MIN_VALUE;

    /** Number of fragments. */
    public int count;

    /** The fragments, as {@link FragmentLayout} lays them out. */
    public long[] rows = new long[0];

    /** What the fragments' events words refer to. */
    public final Details details = new Details();

    /** The integer that Flink's hash takes to the shard's key group. */
    public int shardKey() {
        return shardKey;
    }
}
