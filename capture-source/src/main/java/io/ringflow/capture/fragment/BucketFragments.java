package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.Details;
import java.util.Arrays;

/**
 * The fragments of one closed bucket, or of a part of it. Immutable once it is in a capture's log:
 * the capture thread fills it, then several readers may read it one after the other.
 */
public final class BucketFragments {

    private static final long LOW_INT = 0xffff_ffffL;

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

    /** Number of packets of the fragments that are not late. */
    public long packetsOnTime() {
        long packets = 0;
        for (int row = 0; row < count; row++) {
            int at = row * FragmentLayout.WORDS;
            if ((rows[at + FragmentLayout.KEY] & FragmentLayout.LATE) == 0) {
                long ofBoth = rows[at + FragmentLayout.PACKETS];
                packets += (ofBoth >>> 32) + (ofBoth & LOW_INT);
            }
        }
        return packets;
    }

    /**
     * Returns the same fragments as late ones, which start no flow.
     *
     * @param openBucketNanos start of the bucket to which they belong then
     * @param orderNanos their place in that bucket: the newest event time
     */
    public BucketFragments late(long openBucketNanos, long orderNanos) {
        long[] late = Arrays.copyOf(rows, count * FragmentLayout.WORDS);
        for (int row = 0; row < count; row++) {
            int at = row * FragmentLayout.WORDS;
            late[at + FragmentLayout.KEY] |= FragmentLayout.LATE;
            late[at + FragmentLayout.META] &= ~FragmentLayout.STARTS_CONNECTION;
            late[at + FragmentLayout.ORDER] = orderNanos;
        }
        return new BucketFragments(openBucketNanos, late, count, details);
    }
}
