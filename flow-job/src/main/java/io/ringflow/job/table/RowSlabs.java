package io.ringflow.job.table;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;

/**
 * Memory for pages of rows, cut from arrays of a megabyte. With the G1 collector and regions of a
 * megabyte, which the launcher sets, such an array has a region of its own from the start: the
 * collector never copies it, and frees it as a whole. Thread-safe.
 *
 * <p>Nobody has to give a page back. A slab is referenced by the pages that were cut from it, and
 * from here only weakly once all of its pages were handed out: if the tables are dropped without a
 * word, as Flink does when a job restarts, the collector frees their slabs. Pages that are given
 * back are handed out again, and a slab of which all pages are back is no longer referenced.
 */
final class RowSlabs {

    /** A page. */
    static final class Page {

        /** The slab that the page was cut from; null if the page is an array of its own. */
        private final Slab slab;

        /** The array that holds the page; null once the page was given back. */
        private long[] words;

        private final int base;

        private Page(Slab slab, long[] words, int base) {
            this.slab = slab;
            this.words = words;
            this.base = base;
        }

        /** A page that is an array of its own, for rows that live shortly. */
        static Page alone() {
            return new Page(null, new long[RowPages.PAGE_WORDS], 0);
        }

        /** The array that holds the page. */
        long[] words() {
            return words;
        }

        /** Where the page starts in the array. */
        int base() {
            return base;
        }
    }

    /** An array, and which of its pages are free. */
    static final class Slab {
        private long[] words = new long[WORDS];
        private long free = ALL;

        /** Whether it is in the list of slabs with free pages. */
        private boolean listed;

        private Page cut() {
            int number = Long.numberOfTrailingZeros(free);
            free &= free - 1;
            return new Page(this, words, number * RowPages.PAGE_WORDS);
        }
    }

    /** Words of a slab: a megabyte, with the array's header of two words. */
    private static final int WORDS = (1 << 17) - 2;

    /** Pages of a slab. */
    static final int PAGES = WORDS / RowPages.PAGE_WORDS;

    private static final long ALL = (1L << PAGES) - 1;

    /** For the tables of this process. */
    static final RowSlabs TABLES = new RowSlabs();

    /**
     * For what checkpoints keep of pages that have changed. Not mixed with the pages of tables,
     * which live longer.
     */
    static final RowSlabs COPIES = new RowSlabs();

    /** The slab being cut up; null if none is. */
    private Slab current;

    /** Further slabs with free pages. */
    private final ArrayDeque<WeakReference<Slab>> partial = new ArrayDeque<>();

    /** A page; its content is undefined. */
    synchronized Page take() {
        if (current == null) {
            current = nextSlab();
        }
        Slab slab = current;
        Page page = slab.cut();
        if (slab.free == 0) {
            current = null;
        }
        return page;
    }

    private Slab nextSlab() {
        for (WeakReference<Slab> next = partial.poll(); next != null; next = partial.poll()) {
            Slab slab = next.get();
            if (slab != null && slab.words != null) {
                slab.listed = false;
                return slab;
            }
        }
        return new Slab();
    }

    /**
     * Takes a page back that nobody reads or writes any more. Of an array that is no longer needed,
     * no reference is left, not even in dead objects: then G1 frees it with the next young
     * collection and does not have to find out first that these objects are dead.
     */
    synchronized void giveBack(Page page) {
        Slab slab = page.slab;
        page.words = null;
        slab.free |= 1L << (page.base / RowPages.PAGE_WORDS);
        if (slab == current) {
            return;
        }
        if (slab.free == ALL) {
            slab.words = null;
        } else if (!slab.listed) {
            slab.listed = true;
            partial.add(new WeakReference<>(slab));
        }
    }
}
