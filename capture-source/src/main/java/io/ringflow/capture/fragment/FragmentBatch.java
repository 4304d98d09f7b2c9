package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;

/**
 * The fragments of one shard and bucket, from one subtask and observer: the record that is sent
 * between tasks. Mutable. Its sender reuses it, which is safe because sending serializes it. Not
 * thread-safe.
 */
public final class FragmentBatch {

    /** The integer that Flink's key hash maps to the shard's key group. */
    public int shardKey;

    /** Start of the bucket, nanoseconds since the epoch. */
    public long bucketNanos;

    /** The observer of the packets. */
    public Observer observer;

    /** A capture loss of the observer, or null. */
    public CaptureGap gap;

    /** Newest event time that the sender has seen; {@link Long#MIN_VALUE} if not reported. */
    public long newestNanos = Long.MIN_VALUE;

    /**
     * The counts of the capture, or null. A batch with a report has no fragments, and its shard
     * means nothing.
     */
    public CaptureReport report;

    /** Number of fragments. */
    public int count;

    /** The fragments, in the layout of {@link FragmentLayout}. */
    public long[] rows = new long[0];

    /** The details to which the fragments' events words refer. */
    public final Details details = new Details();

    /** Returns the integer that Flink's key hash maps to the shard's key group. */
    public int shardKey() {
        return shardKey;
    }
}
