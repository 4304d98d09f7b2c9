package io.ringflow.capture.fold;

import java.util.Arrays;

/**
 * The flows of one capture: for each the newest fragments and, for TCP, the sequence numbers of the
 * connection. Entries in an array, and a hash index over their fingerprints.
 *
 * <pre>
 *  word  content
 *   0    fingerprint of the flow's key
 *   1    reference to the newest fragment
 *   2    newest event time of the followed connections when this one was last seen
 *   3    event time of the SYN; once the handshake is complete, its round trip in nanoseconds
 *   4    next sequence number of side 1 (32) | of side 0 (32)
 *   5    initial sequence number of side 1 (32) | of side 0 (32)
 *   6    entry of {@link SequenceHoles} (32) | state (32)
 *   7    reference to the fragment before the newest one, which is in another bucket
 * </pre>
 *
 * A reference is the id of an open bucket (32) | row of the fragment (32). Ids are never used
 * again, so a reference to a closed bucket means nothing and does no harm. An entry without an open
 * fragment and without a followed connection is dropped when the array is full. If less than a
 * quarter of it is free then, it doubles. Two flows may share a fingerprint: an entry's fragment
 * tells whether it is the right one.
 *
 * <p>Not thread-safe.
 */
final class FlowEntries {

    static final int FRAGMENT = 1;
    static final int LAST = 2;
    static final int CLOCK = 3;
    static final int NEXT = 4;
    static final int INITIAL = 5;
    static final int STATE = 6;
    static final int OLDER_FRAGMENT = 7;

    /** State bit: the entry has a TCP connection that is followed. */
    static final int FOLLOWED = 1 << 10;

    private static final int KEY = 0;
    private static final int SHIFT = 3;
    private static final int WORDS = 1 << SHIFT;
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_CAPACITY = 1 << 27;

    /** Places that chance practically never makes a probe pass: half of the index is empty. */
    private static final int LONG_PROBE = 128;

    private static final long LOW_INT = 0xffff_ffffL;

    /** Decides whether entries are still needed. */
    interface Retention {

        /** Returns true if the bucket of a reference is open. */
        boolean isOpen(long reference);

        /** Called before the array is searched for entries that are not needed. */
        void forgetSilent();
    }

    private final Retention retention;

    /** The entries. An offset into this array is valid until the next {@link #find}. */
    long[] rows = new long[FIRST_CAPACITY * WORDS];

    /** High half of the fingerprint (32) | number of the entry, from 1 (32); 0 if empty. */
    private long[] index = new long[FIRST_CAPACITY * 2];

    private int count;
    private long longProbes;

    FlowEntries(Retention retention) {
        this.retention = retention;
    }

    /** Fingerprint of an entry's flow, inverted for late packets. */
    long fingerprint(int at) {
        return rows[at + KEY];
    }

    /** Returns true if an entry is that of a flow's late packets. */
    boolean isLate(int at, long fingerprint) {
        return rows[at + KEY] != fingerprint;
    }

    /**
     * Sets the reference to the newest fragment.
     *
     * @return the oldest reference, if there was no room for it, or 0
     */
    long reference(int at, long reference) {
        long newest = rows[at + FRAGMENT];
        rows[at + FRAGMENT] = reference;
        if ((reference ^ newest) >>> 32 == 0) {
            return 0;
        }
        long older = rows[at + OLDER_FRAGMENT];
        rows[at + OLDER_FRAGMENT] = newest;
        return (reference ^ older) >>> 32 == 0 ? 0 : older;
    }

    /** Number of entries. */
    int count() {
        return count;
    }

    /** Returns the offset of the entry with a number. */
    static int offset(int number) {
        return number << SHIFT;
    }

    /** Returns the offset of the entry that a fingerprint probably has, or -1, to read it ahead. */
    int probable(long key) {
        long found = index[(int) key & index.length - 1];
        return found != 0 && (found ^ key) >>> 32 == 0 ? offset((int) found - 1) : -1;
    }

    /**
     * Returns the offset of a flow's entry, which is added if there is none.
     *
     * @param skip number of entries with this fingerprint to pass over
     */
    int find(long key, int skip) {
        int mask = index.length - 1;
        int slot = (int) key & mask;
        int left = skip;
        for (long found = index[slot]; found != 0; found = index[slot]) {
            if ((found ^ key) >>> 32 == 0) {
                int at = offset((int) found - 1);
                if (rows[at + KEY] == key && left-- == 0) {
                    return at;
                }
            }
            slot = slot + 1 & mask;
            if ((slot - (int) key & mask) == LONG_PROBE) {
                longProbes++;
            }
        }
        return add(key, slot);
    }

    /** How often an entry was looked for in more than {@value #LONG_PROBE} places. */
    long longProbes() {
        return longProbes;
    }

    private int add(long key, int emptySlot) {
        int slot = emptySlot;
        if ((count + 1) * WORDS > rows.length) {
            makeRoom();
            slot = emptySlot(key);
        }
        int at = offset(count++);
        index[slot] = key >>> 32 << 32 | count;
        rows[at + KEY] = key;
        Arrays.fill(rows, at + 1, at + WORDS, 0);
        return at;
    }

    private int emptySlot(long key) {
        int mask = index.length - 1;
        int slot = (int) key & mask;
        while (index[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void makeRoom() {
        int capacity = rows.length / WORDS;
        retention.forgetSilent();
        drop();
        if (count > capacity - capacity / 4) {
            if (capacity >= MAX_CAPACITY) {
                throw new IllegalStateException("too many flows in the open buckets: " + count);
            }
            rows = Arrays.copyOf(rows, rows.length * 2);
            index = new long[index.length * 2];
        } else {
            Arrays.fill(index, 0);
        }
        for (int number = 0; number < count; number++) {
            long key = rows[offset(number)];
            index[emptySlot(key)] = key >>> 32 << 32 | number + 1;
        }
    }

    /** Drops the entries that are not needed. The index must be rebuilt afterwards. */
    private void drop() {
        int kept = 0;
        for (int row = 0; row < count; row++) {
            int at = offset(row);
            if (is(at, FOLLOWED)
                    || retention.isOpen(rows[at + FRAGMENT])
                    || retention.isOpen(rows[at + OLDER_FRAGMENT])) {
                System.arraycopy(rows, at, rows, offset(kept++), WORDS);
            }
        }
        count = kept;
    }

    /** Returns true if one of the state bits is set. */
    boolean is(int at, int bit) {
        return (rows[at + STATE] & bit) != 0;
    }

    /** Sets or clears state bits. */
    void set(int at, int bit, boolean to) {
        long state = rows[at + STATE];
        rows[at + STATE] = to ? state | bit : state & ~(long) bit;
    }

    /** The next sequence number of a side. */
    int next(int at, int side) {
        return (int) (rows[at + NEXT] >>> (32 * side));
    }

    void next(int at, int side, int next) {
        set(at + NEXT, side, next);
    }

    /** The initial sequence number of a side. */
    int initial(int at, int side) {
        return (int) (rows[at + INITIAL] >>> (32 * side));
    }

    void initial(int at, int side, int initial) {
        set(at + INITIAL, side, initial);
    }

    private void set(int word, int side, int value) {
        int shift = 32 * side;
        rows[word] = (rows[word] & ~(LOW_INT << shift)) | ((value & LOW_INT) << shift);
    }

    /** The entry of {@link SequenceHoles}. */
    int holes(int at) {
        return (int) (rows[at + STATE] >>> 32);
    }

    void holes(int at, int entry) {
        rows[at + STATE] = (rows[at + STATE] & LOW_INT) | ((long) entry << 32);
    }
}
