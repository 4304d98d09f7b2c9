package io.ringflow.job.query;

/** A set of {@code long}s that are distributed uniformly, such as ids. Not thread-safe. */
final class LongSet {

    /** Values; 0 is an empty slot. */
    private long[] slots = new long[64];

    /** Whether the set has 0. */
    private boolean zero;

    private int size;

    /** Adds a value; returns false if the set has it already. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = slotOf(value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        size++;
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : slots[slotOf(value)] == value;
    }

    int size() {
        return size + (zero ? 1 : 0);
    }

    /** The slot of a value, or the empty slot to put it in. */
    private int slotOf(long value) {
        int mask = slots.length - 1;
        int slot = (int) value & mask;
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                slots[slotOf(value)] = value;
            }
        }
    }
}
