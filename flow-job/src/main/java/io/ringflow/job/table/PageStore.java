package io.ringflow.job.table;

import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.flink.core.memory.MemorySegment;

/**
 * The pages of a table, which copies of the table share until one of them changes a page. Not
 * thread-safe, but stores that share pages may be used by several threads.
 *
 * <p>{@link #close} lets go of pages outside the heap. If it is never called, a cleaner does so
 * after the collector has found the store.
 */
final class PageStore {

    private static final Cleaner CLEANER = Cleaner.create();

    /** The pages that a store holds; apart from the store, so that the cleaner can have them. */
    private static final class Held {

        private RowPage[] pages = new RowPage[2];
        private int count;

        synchronized void set(int number, RowPage page) {
            if (number == pages.length) {
                pages = Arrays.copyOf(pages, pages.length * 2);
            }
            pages[number] = page;
            count = Math.max(count, number + 1);
        }

        synchronized void release() {
            for (int number = 0; number < count; number++) {
                pages[number].letGo();
            }
            pages = new RowPage[2];
            count = 0;
        }
    }

    private final Supplier<RowPage> memory;
    private final Held held = new Held();

    /** The memory of the pages held, which is read and written for each fragment. */
    private MemorySegment[] pages = new MemorySegment[2];

    /** One bit for each page: whether it may be shared with another store. */
    private long[] maybeShared = new long[1];

    /** Number of these bits that are set. */
    private int shared;

    /** Lets go of the pages of a store that was not closed; null within the heap. */
    private Cleaner.Cleanable cleanable;

    private PageStore(Supplier<RowPage> memory) {
        this.memory = memory;
    }

    /** An empty store of pages outside the heap. */
    static PageStore outside(int pageBytes) {
        return new PageStore(() -> RowPage.outside(pageBytes)).withCleaner();
    }

    /** An empty store of pages within the heap, which nobody has to close. */
    static PageStore inHeap(int pageBytes) {
        return new PageStore(() -> RowPage.inHeap(pageBytes));
    }

    private PageStore withCleaner() {
        cleanable = CLEANER.register(this, held::release);
        return this;
    }

    /** A page for reading. */
    MemorySegment page(int number) {
        return pages[number];
    }

    /** A page for writing. */
    MemorySegment ownPage(int number) {
        if (shared > 0 && (maybeShared[number >>> 6] >>> number & 1) != 0) {
            own(number);
        }
        return pages[number];
    }

    /** Replaces a page by a copy if another store has it, too. */
    private void own(int number) {
        maybeShared[number >>> 6] &= ~(1L << number);
        shared--;
        RowPage page = held.pages[number];
        if (page.isShared()) {
            RowPage own = memory.get();
            page.memory().copyTo(0, own.memory(), 0, own.memory().size());
            held.set(number, own);
            pages[number] = own.memory();
            page.letGo();
        }
    }

    /** Number of pages. */
    int count() {
        return held.count;
    }

    /** Adds a page; its content is undefined. */
    void add() {
        int number = held.count;
        if (number == pages.length) {
            pages = Arrays.copyOf(pages, pages.length * 2);
            maybeShared = Arrays.copyOf(maybeShared, (pages.length + 63) / 64);
        }
        RowPage page = memory.get();
        held.set(number, page);
        pages[number] = page.memory();
    }

    /** A store outside the heap with the same pages. Called while nobody changes them. */
    PageStore copy() {
        PageStore copy = new PageStore(memory).withCleaner();
        for (int number = 0; number < held.count; number++) {
            held.pages[number].share();
            copy.held.set(number, held.pages[number]);
        }
        copy.pages = pages.clone();
        copy.markShared();
        markShared();
        return copy;
    }

    private void markShared() {
        maybeShared = new long[(pages.length + 63) / 64];
        for (int number = 0; number < held.count; number++) {
            maybeShared[number >>> 6] |= 1L << number;
        }
        shared = held.count;
    }

    /** Lets go of all pages. */
    void clear() {
        held.release();
        pages = new MemorySegment[2];
        maybeShared = new long[1];
        shared = 0;
    }

    /** Lets go of all pages for good. */
    void close() {
        clear();
        cleanable.clean();
    }
}
