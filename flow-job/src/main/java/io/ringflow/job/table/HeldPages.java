package io.ringflow.job.table;

import java.util.Arrays;

/**
 * The pages that a table holds. Apart from the table, so that they can be let go when the collector
 * has found it.
 */
final class HeldPages {

    private RowPage[] pages = new RowPage[2];
    private int count;

    /** Number of pages. */
    synchronized int count() {
        return count;
    }

    synchronized RowPage get(int number) {
        return pages[number];
    }

    /** Takes a page in, at the end or in place of another one. */
    synchronized void set(int number, RowPage page) {
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
        }
        pages[number] = page;
        count = Math.max(count, number + 1);
    }

    /** Takes in the pages of another table, which are shared from now on. */
    synchronized void share(HeldPages others) {
        pages = others.shared();
        count = others.count();
    }

    private synchronized RowPage[] shared() {
        for (int number = 0; number < count; number++) {
            pages[number].share();
        }
        return pages.clone();
    }

    /** Lets go of all pages. */
    synchronized void release() {
        for (int number = 0; number < count; number++) {
            pages[number].letGo();
        }
        pages = new RowPage[2];
        count = 0;
    }
}
