package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentRows;
import java.util.ArrayList;
import java.util.List;

/** The buckets of a capture that take packets, oldest first. Not thread-safe. */
final class OpenBuckets {

    private static final int FIRST_ROWS = 64;

    private final EventTimeBuckets eventTime;
    private final int partRows;
    private final List<OpenBucket> open = new ArrayList<>();

    /** The bucket that was used last, or null. */
    private OpenBucket current;

    private int ids;

    /** How many rows the next bucket is likely to need. */
    private int expectedRows = FIRST_ROWS;

    OpenBuckets(EventTimeBuckets eventTime, int partRows) {
        this.eventTime = eventTime;
        this.partRows = partRows;
    }

    /** Returns the bucket of an event time, which is opened if necessary. */
    OpenBucket at(long eventNanos) {
        OpenBucket bucket = current;
        if (bucket == null || !bucket.contains(eventNanos)) {
            bucket = find(eventNanos);
            current = bucket;
        }
        return bucket;
    }

    /** The bucket that was used last, or null. */
    OpenBucket current() {
        return current;
    }

    private OpenBucket find(long eventNanos) {
        int place = open.size();
        while (place > 0 && eventNanos < open.get(place - 1).startNanos) {
            place--;
        }
        if (place > 0 && open.get(place - 1).contains(eventNanos)) {
            return open.get(place - 1);
        }
        long start = eventTime.bucketOf(eventNanos);
        OpenBucket added = new OpenBucket(start, start + eventTime.bucketNanos());
        start(added, Math.min(partRows, expectedRows));
        open.add(place, added);
        return added;
    }

    /** Gives a bucket empty rows after a full part, which is unlikely to be the last one. */
    void startPart(OpenBucket bucket) {
        start(bucket, partRows);
    }

    private void start(OpenBucket bucket, int capacity) {
        bucket.start(++ids, new FragmentRows(capacity));
    }

    /** Removes the oldest bucket if it starts before a time, otherwise returns null. */
    OpenBucket removeBefore(long startNanos) {
        if (open.isEmpty() || open.getFirst().startNanos >= startNanos) {
            return null;
        }
        OpenBucket oldest = open.removeFirst();
        if (oldest == current) {
            current = null;
        }
        int count = oldest.rows.count();
        expectedRows = Math.max(FIRST_ROWS, count + count / 8);
        return oldest;
    }

    /** Start of the oldest bucket, or {@link Long#MAX_VALUE}. */
    long oldestNanos() {
        return open.isEmpty() ? Long.MAX_VALUE : open.getFirst().startNanos;
    }

    /** Returns the open bucket of a reference, or null. */
    OpenBucket of(long reference) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).has(reference)) {
                return open.get(i);
            }
        }
        return null;
    }
}
