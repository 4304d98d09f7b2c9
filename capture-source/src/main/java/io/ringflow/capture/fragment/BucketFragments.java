package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.Details;

/**
 * The fragments of one closed bucket, or of a part of it. Immutable once it is in a capture's log:
 * the capture thread fills it, then several readers may read it one after the other.
 */
public final class BucketFragments {

    /** Start of the bucket, nanoseconds since the epoch, in event time. */
    public final long bucketNanos;

    /**
     * The fragments, {@link FragmentLayout#WORDS} words each, in the order in which they started.
     */
    public final long[] rows;

    /** Number of fragments; the rest of {@link #rows} is unused. */
    public final int count;

    /** The details to which the fragments' events words refer. */
    public final Details details;

    /** Fragments of a bucket; the arrays belong to the new object. */
    public BucketFragments(long bucketNanos, long[] rows, int count, Details details) {
        this.bucketNanos = bucketNanos;
        this.rows = rows;
        this.count = count;
        this.details = details;
    }

    /** Bytes of memory that the fragments take. */
    public long bytes() {
        return 8L * (rows.length + details.words.length);
    }
}
