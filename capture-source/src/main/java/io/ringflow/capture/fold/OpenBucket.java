package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.FragmentRows;

/** A bucket that takes packets, or the part of it that does. Not thread-safe. */
final class OpenBucket {

    final long startNanos;
    final long endNanos;

    /** Identifies the part in references to its fragments; never 0 and never used again. */
    int id;

    FragmentRows rows;

    OpenBucket(long startNanos, long endNanos) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
    }

    boolean contains(long eventNanos) {
        return eventNanos >= startNanos && eventNanos < endNanos;
    }

    /** Returns true if a reference is to a fragment of this part. */
    boolean has(long reference) {
        return (int) (reference >>> 32) == id;
    }

    /** Returns a reference to a fragment of this part. */
    long reference(int row) {
        return (long) id << 32 | row;
    }
}
