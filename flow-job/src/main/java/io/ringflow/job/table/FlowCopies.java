package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.CHAIN;
import static io.ringflow.job.table.FlowLayout.WORDS;

/**
 * Copies of flows out of a table, so that they can be read when the table's lock is given back. One
 * thread at a time; the lock of the table is held while a flow is copied.
 */
public final class FlowCopies {

    private static final long LOW_INT = 0xffff_ffffL;
    private static final int DETAIL_LINK = WORDS - 1;

    private final RowPages rows = new RowPages();

    /** The rows of the copies. */
    public RowPages rows() {
        return rows;
    }

    /**
     * Copies a flow: its rows and its details.
     *
     * @return the head row of the copy
     */
    public int copy(RowPages from, int head) {
        int copied = copyRow(from, head);
        rows.beginFlow(copied);
        int last = copied;
        for (int row = from.next(head); row != RowPages.NONE; row = from.next(row)) {
            int next = copyRow(from, row);
            rows.set(next, CHAIN, 0);
            rows.chain(copied, last, next);
            last = next;
        }
        int detail = (int) from.get(head, CHAIN) - 1;
        int before = copied;
        int link = CHAIN;
        while (detail >= 0) {
            int next = copyRow(from, detail);
            rows.set(before, link, (rows.get(before, link) & ~LOW_INT) | (next + 1));
            before = next;
            link = DETAIL_LINK;
            detail = (int) from.get(detail, DETAIL_LINK) - 1;
        }
        return copied;
    }

    private int copyRow(RowPages from, int row) {
        int copied = rows.take();
        System.arraycopy(
                from.page(row), RowPages.at(row), rows.page(copied), RowPages.at(copied), WORDS);
        return copied;
    }

    /** Gives back the rows of a copy. */
    public void free(int head) {
        FlowTable.free(rows, head);
    }

    /** Forgets all copies and keeps their memory for others. */
    public void clear() {
        rows.clear();
    }
}
