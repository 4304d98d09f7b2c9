package io.ringflow.job.track;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The buckets of one shard that wait for the watermark, oldest first. Not thread-safe. */
final class WaitingBuckets {

    private final List<BucketBuffer> buckets = new ArrayList<>();

    /** The rows of the bucket that was folded last, for the next new one. */
    private long[] spareRows = new long[0];

    /** Number of buckets. */
    int count() {
        return buckets.size();
    }

    /** Memory of the rows. */
    long bytes() {
        long bytes = 0;
        for (BucketBuffer bucket : buckets) {
            bytes += (long) Long.BYTES * bucket.rows().length;
        }
        return bytes;
    }

    /** Returns the bucket with a start, which is added if there is none. */
    BucketBuffer get(long startNanos) {
        int place = buckets.size();
        while (place > 0 && buckets.get(place - 1).startNanos >= startNanos) {
            place--;
            if (buckets.get(place).startNanos == startNanos) {
                return buckets.get(place);
            }
        }
        BucketBuffer added = new BucketBuffer(startNanos, spareRows);
        spareRows = new long[0];
        buckets.add(place, added);
        return added;
    }

    /**
     * Removes and returns the oldest bucket; null if there is none that ended before a time.
     *
     * @param bucketNanos length of a bucket
     * @param upToNanos the time; {@link Long#MAX_VALUE} for any bucket
     */
    BucketBuffer poll(long bucketNanos, long upToNanos) {
        if (buckets.isEmpty()) {
            return null;
        }
        boolean ended =
                upToNanos == Long.MAX_VALUE
                        || buckets.getFirst().startNanos + bucketNanos <= upToNanos;
        return ended ? buckets.removeFirst() : null;
    }

    /** Takes the memory of a bucket that {@link #poll} returned and that has been folded. */
    void reuse(BucketBuffer folded) {
        spareRows = folded.rows();
    }

    /**
     * Returns equal buckets, which replace these: nothing may be added here any more.
     *
     * @param arrays has memory for them
     */
    WaitingBuckets copy(RowArrays arrays) {
        WaitingBuckets copy = new WaitingBuckets();
        for (BucketBuffer bucket : buckets) {
            copy.buckets.add(bucket.copy(arrays.take(bucket.rows().length)));
        }
        copy.spareRows = spareRows;
        return copy;
    }

    /** Gives the memory away, after which the buckets must not be used. */
    void release(RowArrays arrays) {
        buckets.forEach(bucket -> arrays.give(bucket.rows()));
        buckets.clear();
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(buckets.size());
        for (BucketBuffer bucket : buckets) {
            bucket.write(out);
        }
    }

    static WaitingBuckets read(DataInputView in) throws IOException {
        WaitingBuckets read = new WaitingBuckets();
        for (int left = in.readInt(); left > 0; left--) {
            read.buckets.add(BucketBuffer.read(in));
        }
        return read;
    }
}
