package io.ringflow.capture.fragment;

import java.io.Serializable;

/**
 * Divides event time into buckets and derives watermarks from packet times. Whether a packet is
 * late depends only on the packets of its split, never on batch sizes or the machine's clock.
 * Immutable.
 *
 * @param bucketNanos length of a bucket; a whole number of milliseconds
 * @param latenessNanos how much older than the newest packet of its split a packet may be
 */
public record EventTimeBuckets(long bucketNanos, long latenessNanos) implements Serializable {

    private static final long NANOS_PER_MILLI = 1_000_000;

    public EventTimeBuckets {
        if (bucketNanos <= 0 || bucketNanos % NANOS_PER_MILLI != 0) {
            throw new IllegalArgumentException(
                    "bucket must be a whole number of milliseconds, but is " + bucketNanos + " ns");
        }
    }

    /** Returns the start of the bucket that contains a time. */
    public long bucketOf(long nanos) {
        return nanos - Math.floorMod(nanos, bucketNanos);
    }

    /**
     * Returns the start of the oldest bucket that is still open.
     *
     * @param newestNanos time of the split's newest packet; {@link Long#MIN_VALUE} before the first
     *     packet, which gives the epoch
     */
    public long oldestOpenBucket(long newestNanos) {
        return newestNanos == Long.MIN_VALUE ? 0 : bucketOf(newestNanos - latenessNanos);
    }

    /** Returns how long the oldest open bucket stays open, counted from its start. */
    public long closingAfterNanos() {
        return bucketNanos + latenessNanos;
    }

    /** Returns the watermark for a split's newest packet: all closed buckets are complete. */
    public long watermarkMillis(long newestNanos) {
        if (newestNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return newestNanos == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : lastMillis(oldestOpenBucket(newestNanos));
    }

    /** Returns the last Flink timestamp before a bucket's end. */
    public static long lastMillis(long endNanos) {
        return Math.floorDiv(endNanos, NANOS_PER_MILLI) - 1;
    }

    /**
     * Returns the time before which everything is complete, given a watermark. {@link
     * Long#MIN_VALUE} and {@link Long#MAX_VALUE} keep their meaning.
     */
    public static long completeNanos(long watermarkMillis) {
        if (watermarkMillis == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        return watermarkMillis >= Long.MAX_VALUE / NANOS_PER_MILLI - 1
                ? Long.MAX_VALUE
                : (watermarkMillis + 1) * NANOS_PER_MILLI;
    }
}
