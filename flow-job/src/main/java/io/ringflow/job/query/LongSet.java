package io.ringflow.job.query;

/** A set of {@code long}s that are spread well already, such as ids. One thread at a time. */
final class LongSet {

    private long[] slots = new long[64];
    private boolean zero;
    private int size;

    /** Adds a value; returns false where it was there. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = place(value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        size++;
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? zero : slots[place(value)] == value;
    }

    int size() {
        return size + (zero ? 1 : 0);
    }

    /** Where the value is, or would be. */
    private int place(long value) {
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
                slots[place(value)] = value;
            }
        }
    }
}
