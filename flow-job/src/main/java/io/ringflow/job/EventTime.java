package io.ringflow.job;

import java.io.Serializable;

/**
 * The arithmetic of event time, shared by whoever assigns buckets and whoever says that they are
 * complete: what is late follows from the packets of a split alone, never from the size of a batch
 * or the clock of the machine.
 *
 * @param bucketNanos length of a bucket; a whole number of milliseconds
 * @param latenessNanos how much older than its split's newest packet a packet may be
 */
public record EventTime(long bucketNanos, long latenessNanos) implements Serializable {

    private static final long NANOS_A_MILLI = 1_000_000;

    public EventTime {
        if (bucketNanos <= 0 || bucketNanos % NANOS_A_MILLI != 0) {
            throw new IllegalArgumentException(
                    "bucket must be a whole number of milliseconds, but is " + bucketNanos + " ns");
        }
    }

    /** The event time of a job. */
    public static EventTime of(FlowSettings settings) {
        return new EventTime(settings.bucket().toNanos(), settings.allowedLateness().toNanos());
    }

    /** Begin of the bucket that a time falls in. */
    public long bucketOf(long nanos) {
        return nanos - Math.floorMod(nanos, bucketNanos);
    }

    /**
     * Begin of the oldest bucket that is still open when a split's newest packet has a time; the
     * epoch before the first one.
     */
    public long oldestOpenBucket(long newestNanos) {
        return newestNanos == Long.MIN_VALUE ? 0 : bucketOf(newestNanos - latenessNanos);
    }

    /** From its begin on, how long the oldest open bucket stays open. */
    public long closingAfterNanos() {
        return bucketNanos + latenessNanos;
    }

    /** The watermark that follows from a split's newest packet: all older buckets are complete. */
    public long watermarkMillis(long newestNanos) {
        if (newestNanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return newestNanos == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : lastMillis(oldestOpenBucket(newestNanos));
    }

    /** Flink's timestamp of the last moment before a bucket's end. */
    public static long lastMillis(long endNanos) {
        return Math.floorDiv(endNanos, NANOS_A_MILLI) - 1;
    }

    /** The time before which everything is complete when the watermark has a value. */
    public static long completeNanos(long watermarkMillis) {
        if (watermarkMillis == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        return watermarkMillis >= Long.MAX_VALUE / NANOS_A_MILLI - 1
                ? Long.MAX_VALUE
                : (watermarkMillis + 1) * NANOS_A_MILLI;
    }
}
