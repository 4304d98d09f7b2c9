package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.FragmentRows;
import io.ringflow.capture.fragment.PacketKeys;
import java.util.HashMap;
import java.util.Map;

/** A bucket that takes packets, or the part of it that does. Not thread-safe. */
final class OpenBucket {

    final long startNanos;
    final long endNanos;

    /**
     * Rows of fragments to which an entry has no room for a reference, by fingerprint. Happens only
     * if more than two buckets are open.
     */
    private final Map<Long, Integer> others = new HashMap<>(0);

    /** Identifies the part in references to its fragments; never 0 and never used again. */
    private int id;

    FragmentRows rows;

    OpenBucket(long startNanos, long endNanos) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
    }

    /** Starts with empty rows. */
    void start(int newId, FragmentRows empty) {
        id = newId;
        rows = empty;
        others.clear();
    }

    /** Remembers a flow's newest fragment, which its entry no longer refers to. */
    void keep(long fingerprint, long reference) {
        others.put(fingerprint, (int) reference);
    }

    /** Returns the row of a fragment that no entry refers to, or -1. */
    int otherRow(PacketKeys keys, int k, boolean late) {
        if (others.isEmpty()) {
            return -1;
        }
        long fingerprint = late ? ~keys.fingerprint(k) : keys.fingerprint(k);
        int row = others.getOrDefault(fingerprint, -1);
        return row >= 0 && rows.hasKeyOf(row, keys, k, late) ? row : -1;
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
