package io.ringflow.job.table;

/**
 * A hash index from 32-bit hashes to rows: open addressing, linear probing, deletion by backward
 * shift. Several rows may have the same hash; the caller compares their keys. Not thread-safe.
 */
final class RowIndex {

    /** Returned by {@link #next} if no further row has the hash. */
    static final int NONE = -1;

    /** Entries: hash (32) | row plus one (32); 0 is an empty slot. */
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

    /** The position at which a search for a hash starts, for {@link #next}. */
    int start(int hash) {
        return hash & entries.length - 1;
    }

    /**
     * The first slot at or after a position whose row has the hash.
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

    /** The row in the first slot for a hash, whatever hash it has, or {@link #NONE}. */
    int peek(int hash) {
        return (int) entries[hash & entries.length - 1] - 1;
    }

    /** The row in a slot. */
    int row(int slot) {
        return (int) entries[slot] - 1;
    }

    /** Removes a row that is in the index. */
    void remove(int hash, int row) {
        int mask = entries.length - 1;
        long wanted = entry(hash, row);
        int slot = hash & mask;
        while (entries[slot] != wanted) {
            slot = slot + 1 & mask;
        }
        int hole = slot;
        for (slot = hole + 1 & mask; entries[slot] != 0; slot = slot + 1 & mask) {
            int home = (int) (entries[slot] >>> 32) & mask;
            if ((slot - home & mask) >= (slot - hole & mask)) {
                entries[hole] = entries[slot];
                hole = slot;
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
}
