package io.ringflow.job.query;

import io.ringflow.model.KeyHash;
import io.ringflow.model.state.StateException;
import java.util.Arrays;

/**
 * A hash table of sums by keys of several {@code long}s: open addressing, bounded. Not thread-safe.
 */
final class GroupTable {

    /** Maximum number of keys of a query. */
    static final int MAX_KEYS = 300_000;

    private static final long FACTOR = KeyHash.word(KeyHash.PROCESS_SEED, 0);

    /** Bytes, packets and flows. */
    private static final int SUMS = 3;

    private final int keyWords;
    private final int words;

    /** For each entry the words of its key, then its sums. */
    private long[] entries;

    /** Entry plus one; 0 is an empty slot. */
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
     * @param at index of the key's first word
     * @throws StateException if there are too many keys
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
        if (count == MAX_KEYS) {
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

    /** Compares keys in a loop, which is the fastest way for a few words. */
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
                        + MAX_KEYS
                        + " different keys; add a filter, or group by fewer fields");
    }

    private int hash(long[] key, int at) {
        long hash = KeyHash.PROCESS_SEED;
        for (int i = 0; i < keyWords; i++) {
            hash = KeyHash.mix(hash ^ key[at + i], FACTOR);
        }
        return Long.hashCode(hash);
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

    /** Adds all sums of another table with keys of the same length. */
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

    /** Number of entries. */
    int count() {
        return count;
    }

    /** A sum of an entry: bytes (0), packets (1) or flows (2). */
    long sum(int entry, int which) {
        return entries[entry * words + keyWords + which];
    }

    /** A word of an entry's key. */
    long key(int entry, int word) {
        return entries[entry * words + word];
    }
}
