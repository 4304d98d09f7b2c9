package io.ringflow.job.table;

/**
 * Copies of flows from a table, so that they can be read after the table's lock is released. Not
 * thread-safe; the lock is held while a flow is copied.
 */
public final class FlowCopies {

    private final RowPages rows = RowPages.inHeap();
    private final DetailRows details = new DetailRows(rows);
    private final FlowRow row = new FlowRow();

    /** The rows of the copies. */
    public RowPages rows() {
        return rows;
    }

    /**
     * Copies a flow: its chain of rows and its details.
     *
     * @return the head row of the copy
     */
    public int copy(RowPages from, int head) {
        int copiedHead = rows.copyRow(from, head);
        rows.startFlow(copiedHead);
        int last = copiedHead;
        for (int next = from.next(head); next != RowPages.NONE; next = from.next(next)) {
            int copied = rows.copyRow(from, next);
            row.edit(rows, copied).endChain();
            rows.chain(copiedHead, last, copied);
            last = copied;
        }
        details.copy(from, head, copiedHead);
        return copiedHead;
    }

    /** Frees the rows of a copy. */
    public void free(int head) {
        details.free(head);
        rows.freeChain(head);
    }

    /** Forgets all copies and keeps their memory for others. */
    public void clear() {
        rows.clear();
    }
}
