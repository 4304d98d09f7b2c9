package io.ringflow.job.table;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;

/**
 * Memory for the rows of a page, outside the heap or, for rows that live only as long as a query,
 * within it. Memory outside the heap is freed when the last table that has the page lets go of it;
 * {@link RowPages} counts on that.
 */
final class RowPage {

    /** Bytes outside the heap, of all pages of this process. */
    private static final AtomicLong OUTSIDE = new AtomicLong();

    private final MemorySegment memory;

    /** Tables that have the page. */
    private int holders = 1;

    private RowPage(MemorySegment memory) {
        this.memory = memory;
    }

    /** A page outside the heap; its content is undefined. */
    static RowPage outside(int bytes) {
        MemorySegment memory = MemorySegmentFactory.allocateOffHeapUnsafeMemory(bytes);
        OUTSIDE.addAndGet(bytes);
        return new RowPage(memory);
    }

    /** A page in the heap, which the collector frees. */
    static RowPage inHeap(int bytes) {
        return new RowPage(MemorySegmentFactory.allocateUnpooledSegment(bytes));
    }

    /** Bytes outside the heap, of all pages of this process. */
    static long bytesOutside() {
        return OUTSIDE.get();
    }

    MemorySegment memory() {
        return memory;
    }

    /** Shares the page with another table; nobody changes it as long as it is shared. */
    synchronized void share() {
        holders++;
    }

    /** Returns true if several tables have the page. */
    synchronized boolean isShared() {
        return holders > 1;
    }

    /** A table lets go of the page and does not touch it any more. */
    synchronized void letGo() {
        holders--;
        if (holders == 0) {
            if (memory.isOffHeap()) {
                OUTSIDE.addAndGet(-memory.size());
            }
            memory.free();
        }
    }
}
