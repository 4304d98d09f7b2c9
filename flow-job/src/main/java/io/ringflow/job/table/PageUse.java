package io.ringflow.job.table;

import java.util.Arrays;

/**
 * Which rows of each page are free. A page's free rows are linked: the first word of a free row is
 * the place of the next one in the page, plus one. Not thread-safe.
 */
final class PageUse {

    private static final int NONE = RowPages.NONE;
    private static final int ROWS = 128;
    private static final int BYTE = 0xff;
    private static final int FRESH_SHIFT = 8;
    private static final int LIVE_SHIFT = 16;
    private static final int PRESENT = 1 << 24;

    /**
     * By page: whether it is present (1) | rows in use (8) | rows ever used (8) | place of the
     * first free one, plus one (8).
     */
    private int[] states = new int[2];

    /** Pages with a free row, one bit each. */
    private long[] open = new long[1];

    /** No lower word of {@link #open} has a bit. */
    private int firstOpen;

    /** Pages that are present and have no row in use. */
    private int empty;

    /** The first page with a free row, or {@link RowPages#NONE}. */
    int firstWithRoom() {
        while (firstOpen < open.length) {
            if (open[firstOpen] != 0) {
                return (firstOpen << 6) + Long.numberOfTrailingZeros(open[firstOpen]);
            }
            firstOpen++;
        }
        return NONE;
    }

    /** The place of a page's first free row, plus one; 0 if only fresh rows are free. */
    int firstFree(int page) {
        return states[page] & BYTE;
    }

    /** How many rows of a page were ever used. */
    int fresh(int page) {
        return states[page] >>> FRESH_SHIFT & BYTE;
    }

    /** How many rows of a page are in use. */
    int live(int page) {
        return states[page] >>> LIVE_SHIFT & BYTE;
    }

    /** Makes room for pages. */
    void grow(int pages) {
        if (pages > states.length) {
            states = Arrays.copyOf(states, pages);
            open = Arrays.copyOf(open, (pages + 63) >>> 6);
        }
    }

    /** Notes a new page, which is empty. */
    void add(int page) {
        states[page] = PRESENT;
        empty++;
        opened(page);
    }

    /** Notes that a page number has no page any more, or not yet. */
    void leaveOut(int page) {
        empty -= isPresent(page) ? 1 : 0;
        states[page] = 0;
        open[page >>> 6] &= ~(1L << page);
    }

    boolean isPresent(int page) {
        return states[page] != 0;
    }

    private void opened(int page) {
        open[page >>> 6] |= 1L << page;
        firstOpen = Math.min(firstOpen, page >>> 6);
    }

    /**
     * Notes that a row of a page was taken: the first free one, or a fresh one if there is none.
     *
     * @param nextFree the place of the next free row, plus one
     */
    void take(int page, int nextFree) {
        int state = states[page];
        empty -= live(page) == 0 ? 1 : 0;
        state += 1 << LIVE_SHIFT;
        state = firstFree(page) == 0 ? state + (1 << FRESH_SHIFT) : (state & ~BYTE) | nextFree;
        states[page] = state;
        if (live(page) == ROWS) {
            open[page >>> 6] &= ~(1L << page);
        }
    }

    /**
     * Notes that a row is free; returns what its first word must be.
     *
     * @param place the row's place in the page, plus one
     */
    int free(int page, int place) {
        int next = firstFree(page);
        states[page] = ((states[page] & ~BYTE) | place) - (1 << LIVE_SHIFT);
        empty += live(page) == 0 ? 1 : 0;
        opened(page);
        return next;
    }

    /** Returns true if a page is empty, and not the only one. */
    boolean isSpare(int page) {
        return empty > 1 && isPresent(page) && live(page) == 0;
    }

    /** Makes all rows of the present pages free. */
    void clear(int count) {
        empty = 0;
        for (int page = 0; page < count; page++) {
            if (states[page] != 0) {
                states[page] = PRESENT;
                empty++;
                opened(page);
            }
        }
    }

    /** Forgets all pages. */
    void reset() {
        Arrays.fill(states, 0);
        Arrays.fill(open, 0);
        empty = 0;
    }

    /** Sets what is known of a page that was just added. */
    void restore(int page, int fresh, int firstFree, int live) {
        states[page] = PRESENT | live << LIVE_SHIFT | fresh << FRESH_SHIFT | firstFree;
        empty--;
        if (live == ROWS) {
            open[page >>> 6] &= ~(1L << page);
        }
    }

    /** Equal notes that share nothing with these. */
    PageUse copy() {
        PageUse copy = new PageUse();
        copy.states = states.clone();
        copy.open = open.clone();
        copy.firstOpen = firstOpen;
        copy.empty = empty;
        return copy;
    }
}
