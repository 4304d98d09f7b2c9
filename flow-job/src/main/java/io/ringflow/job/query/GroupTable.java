package io.ringflow.job.query;

import io.ringflow.model.state.StateException;
import java.util.Arrays;

/**
 * Sums of flows by a key of several {@code long}s: open addressing, bounded. One thread at a time.
 */
final class GroupTable {

    /** Most keys of a query. */
    static final int MOST_KEYS = 300_000;

    private static final int SUMS = 3;

    private final int keyWords;
    private final int words;
    private long[] entries;
    private int[] slots = new int[1024];
    private int count;

    GroupTable(int keyWords) {
        this.keyWords = keyWords;
        this.words = keyWords + SUMS;
        this.entries = new long[256 * words];
    }

    /**
     * Adds to the sums of a key.
     *
     * @throws StateException when there are too many keys
     */
    void add(long[] key, int at, long bytes, long packets, long flows) {
        int entry = entry(key, at) * words + keyWords;
        entries[entry] += bytes;
        entries[entry + 1] += packets;
        entries[entry + 2] += flows;
    }

    private int entry(long[] key, int at) {
        int mask = slots.length - 1;
        int slot = hash(key, at) & mask;
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (hasKey(entry * words, key, at)) {
                return entry;
            }
            slot = slot + 1 & mask;
        }
        if (count == MOST_KEYS) {
            throw tooManyKeys();
        }
        if ((count + 1) * words > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        System.arraycopy(key, at, entries, count * words, keyWords);
        Arrays.fill(entries, count * words + keyWords, (count + 1) * words, 0);
        slots[slot] = ++count;
        int added = count - 1;
        if (count * 2 > slots.length) {
            grow();
        }
        return added;
    }

    /** Whether an entry's key is this one: few words, for which a loop is the fastest. */
    private boolean hasKey(int entryAt, long[] key, int at) {
        for (int i = 0; i < keyWords; i++) {
            if (entries[entryAt + i] != key[at + i]) {
                return false;
            }
        }
        return true;
    }

    static StateException tooManyKeys() {
        return new StateException(
                StateException.Reason.REFUSED,
                "the flows have more than "
                        + MOST_KEYS
                        + " different keys; add a filter, or take fewer fields");
    }

    private int hash(long[] key, int at) {
        long hash = 0;
        for (int i = 0; i < keyWords; i++) {
            hash = (hash ^ key[at + i]) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int entry = 0; entry < count; entry++) {
            int slot = hash(entries, entry * words) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = entry + 1;
        }
    }

    /** Adds all sums of another table. */
    void addAll(GroupTable other) {
        for (int entry = 0; entry < other.count; entry++) {
            add(
                    other.entries,
                    entry * words,
                    other.sum(entry, 0),
                    other.sum(entry, 1),
                    other.sum(entry, 2));
        }
    }

    int count() {
        return count;
    }

    /** A sum of an entry: 0 for bytes, 1 for packets, 2 for flows. */
    long sum(int entry, int which) {
        return entries[entry * words + keyWords + which];
    }

    /** A word of an entry's key. */
    long key(int entry, int word) {
        return entries[entry * words + word];
    }
}
