package io.ringflow.job.table;

/**
 * A hash index from 32-bit hashes to rows: open addressing, linear probing, deletion by shifting
 * back. Several rows may have one hash; the caller tells them apart. One thread at a time.
 */
final class RowIndex {

    /** What {@link #next} returns where no further row has the hash. */
    static final int NONE = -1;

    /** Entries: hash (32) | row plus one (32); 0 is an empty one. */
    private long[] entries = new long[16];

    private int size;

    /** Adds a row. */
    void add(int hash, int row) {
        if ((size + 1) * 5 > entries.length * 3) {
            grow();
        }
        int mask = entries.length - 1;
        int slot = hash & mask;
        while (entries[slot] != 0) {
            slot = slot + 1 & mask;
        }
        entries[slot] = entry(hash, row);
        size++;
    }

    /**
     * The first slot to look at for a hash; follow it with {@link #next}.
     *
     * @return a position for {@link #next}
     */
    int start(int hash) {
        return hash & entries.length - 1;
    }

    /**
     * The next slot from a position on whose row has the hash.
     *
     * @return the slot, or {@link #NONE}
     */
    int next(int hash, int position) {
        int mask = entries.length - 1;
        int slot = position & mask;
        while (true) {
            long entry = entries[slot];
            if (entry == 0) {
                return NONE;
            }
            if ((int) (entry >>> 32) == hash) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    /** The row at a hash's first slot, whatever its hash, or {@link #NONE}. */
    int peek(int hash) {
        return (int) entries[hash & entries.length - 1] - 1;
    }

    /** The row of a slot. */
    int row(int slot) {
        return (int) entries[slot] - 1;
    }

    /** Removes a row; it must be there. */
    void remove(int hash, int row) {
        int mask = entries.length - 1;
        long wanted = entry(hash, row);
        int slot = hash & mask;
        while (entries[slot] != wanted) {
            slot = slot + 1 & mask;
        }
        int hole = slot;
        for (int at = hole + 1 & mask; entries[at] != 0; at = at + 1 & mask) {
            int home = (int) (entries[at] >>> 32) & mask;
            if ((at - home & mask) >= (at - hole & mask)) {
                entries[hole] = entries[at];
                hole = at;
            }
        }
        entries[hole] = 0;
        size--;
    }

    private static long entry(int hash, int row) {
        return (long) hash << 32 | row + 1;
    }

    private void grow() {
        long[] old = entries;
        entries = new long[old.length * 2];
        int mask = entries.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (entries[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                entries[slot] = entry;
            }
        }
    }

    /** An equal index that shares nothing with this one. */
    RowIndex copy() {
        RowIndex copy = new RowIndex();
        copy.entries = entries.clone();
        copy.size = size;
        return copy;
    }
}
