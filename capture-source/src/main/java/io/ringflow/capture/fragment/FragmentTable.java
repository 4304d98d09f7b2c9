package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.*;

import io.ringflow.capture.packet.Details;
import java.util.Arrays;

/**
 * The fragments of one bucket: rows of {@link FragmentLayout} in the order in which they started,
 * and a hash index over them. Not thread-safe.
 */
public final class FragmentTable {

    private long[] rows;
    private int[] index;
    private int count;
    private final Details details = new Details();

    /**
     * Creates an empty table.
     *
     * @param capacity number of rows before the table grows
     */
    public FragmentTable(int capacity) {
        rows = new long[capacity * WORDS];
        index = new int[Integer.highestOneBit(Math.max(4, capacity - 1)) * 4];
    }

    /** Returns the number of fragments. */
    public int count() {
        return count;
    }

    /** Returns the fragments, {@link FragmentLayout#WORDS} words each, until the next change. */
    public long[] rows() {
        return rows;
    }

    /** Returns the details to which the fragments' events words refer. */
    public Details details() {
        return details;
    }

    /** Removes all fragments. */
    public void clear() {
        if (count > 0) {
            Arrays.fill(index, 0);
            count = 0;
            details.clear();
        }
    }

    /** Returns true if a fragment may take packets with these properties. */
    private boolean takes(int row, boolean starts, long events) {
        return !starts && eventsFit(rows[row * WORDS + EVENTS], events);
    }

    /**
     * Marks a new fragment as the continuation of an older one if that only lacked room in its
     * counters.
     *
     * @param row the older fragment of the flow, or -1
     * @param at offset of the new fragment
     */
    private void continueFragment(int row, int at, boolean starts) {
        if (row >= 0 && !starts) {
            rows[at + ORDER] = rows[row * WORDS + ORDER];
            rows[at + META] |= CONTINUES;
        }
    }

    private void addDetail(int at, long[] from, int fromOffset) {
        int known = detail(rows[at + EVENTS]);
        int offset =
                known == Details.NONE
                        ? details.add(from, fromOffset)
                        : details.merge(known, from, fromOffset);
        rows[at + EVENTS] = withDetail(rows[at + EVENTS], offset);
    }

    /**
     * Merges a fragment of another table. The fragments of a table must come in its order. After a
     * change of the capture's clock a fragment is not merged with older ones.
     *
     * @param from the other table's fragments
     * @param at offset of the fragment
     * @param fromDetails the other table's details
     */
    public void merge(long[] from, int at, Details fromDetails) {
        ensureRoom();
        int slot = slotOfFragment(from, at);
        int row = index[slot] - 1;
        int fromOffset = detail(from[at + EVENTS]);
        boolean starts = startsConnection(from[at + META]);
        boolean sameClock = row >= 0 && rows[row * WORDS + CLOCK] == from[at + CLOCK];
        if (!sameClock || !takes(row, starts, from[at + EVENTS])) {
            int full = sameClock ? row : -1;
            row = append(slot);
            System.arraycopy(from, at, rows, row * WORDS, WORDS);
            rows[row * WORDS + EVENTS] = withDetail(from[at + EVENTS], Details.NONE);
            continueFragment(full, row * WORDS, starts);
        } else {
            addFragment(rows, row * WORDS, from, at);
        }
        if (fromOffset != Details.NONE) {
            addDetail(row * WORDS, fromDetails.words, fromOffset);
        }
    }

    /** Finds the index slot of the newest fragment with the same key, or an empty one. */
    private int slotOfFragment(long[] from, int fromAt) {
        int mask = index.length - 1;
        int slot = (int) (from[fromAt + HASH] >>> 32) & mask;
        while (true) {
            int row = index[slot] - 1;
            if (row < 0 || hasKeyOf(row * WORDS, from, fromAt)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private boolean hasKeyOf(int at, long[] from, int fromAt) {
        return rows[at + A_LOW] == from[fromAt + A_LOW]
                && rows[at + B_LOW] == from[fromAt + B_LOW]
                && rows[at + KEY] == from[fromAt + KEY]
                && rows[at + HASH] == from[fromAt + HASH]
                && rows[at + A_HIGH] == from[fromAt + A_HIGH]
                && rows[at + B_HIGH] == from[fromAt + B_HIGH]
                && observer(rows[at + META]) == observer(from[fromAt + META]);
    }

    private int append(int slot) {
        index[slot] = ++count;
        return count - 1;
    }

    private void ensureRoom() {
        if ((count + 1) * WORDS > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        if ((count + 1) * 2 > index.length) {
            rehash();
        }
    }

    /** Doubles the index. The newest fragment of each key stays the one that is found. */
    private void rehash() {
        index = new int[index.length * 2];
        for (int row = 0; row < count; row++) {
            index[slotOfFragment(rows, row * WORDS)] = row + 1;
        }
    }
}
