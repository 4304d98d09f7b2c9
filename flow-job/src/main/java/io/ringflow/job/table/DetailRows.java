package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.capture.packet.Details;

/**
 * The details of flows, in rows of the flows' table: an entry of {@link Details}, cut into pieces.
 * The last word of each row is the number of the next row plus one; 0 ends the entry. Not
 * thread-safe.
 */
final class DetailRows {

    private static final int LINK = WORDS - 1;

    private final RowPages rows;
    private final FlowRow flow = new FlowRow();

    /** Holds the entry that a flow has while another one is merged into it. */
    private final Details scratch = new Details();

    DetailRows(RowPages rows) {
        this.rows = rows;
    }

    /** Returns true if a flow has details that include labels. */
    boolean hasLabels(int head) {
        int first = flow.wrap(rows, head).detailRow();
        return first != RowPages.NONE && Details.hasLabels(new long[] {rows.get(first, 0)}, 0);
    }

    /**
     * Merges an entry into the details of a flow.
     *
     * @param place where the entry is in {@code from}
     */
    void merge(int head, Details from, int place) {
        int known = read(head, scratch);
        if (known == Details.NONE) {
            write(head, from.words, place);
            return;
        }
        int merged = scratch.merge(known, from.words, place);
        if (merged != known) {
            free(head);
            write(head, scratch.words, merged);
        }
    }

    /**
     * Reads the details of a flow into a store, which is cleared first.
     *
     * @return the place of the entry in the store, or {@link Details#NONE} if the flow has none
     */
    int read(int head, Details into) {
        int row = flow.wrap(rows, head).detailRow();
        if (row == RowPages.NONE) {
            return Details.NONE;
        }
        into.clear();
        int left = Details.length(new long[] {rows.get(row, 0)}, 0);
        long[] words = new long[1 + left];
        int to = 1;
        while (left > 0) {
            int length = Math.min(left, LINK);
            rows.read(row, length, words, to);
            to += length;
            left -= length;
            row = next(rows, row);
        }
        return into.add(words, 1);
    }

    private void write(int head, long[] words, int place) {
        int left = Details.length(words, place);
        int from = place;
        int before = RowPages.NONE;
        while (left > 0) {
            int row = rows.take();
            link(head, before, row);
            int length = Math.min(left, LINK);
            rows.write(row, length, words, from);
            rows.set(row, LINK, 0);
            from += length;
            left -= length;
            before = row;
        }
    }

    /** Links a row after another one, or as the first one of a flow. */
    private void link(int head, int before, int row) {
        if (before == RowPages.NONE) {
            flow.edit(rows, head).detailRow(row);
        } else {
            rows.set(before, LINK, row + 1);
        }
    }

    /**
     * Copies the details of a flow in other rows to a flow in these rows, whose head is a copy of
     * the other's head.
     */
    void copy(RowPages from, int head, int copiedHead) {
        int before = RowPages.NONE;
        for (int row = flow.wrap(from, head).detailRow();
                row != RowPages.NONE;
                row = next(from, row)) {
            int copied = rows.copyRow(from, row);
            link(copiedHead, before, copied);
            before = copied;
        }
    }

    /** Frees the rows of a flow's details, if it has any. */
    void free(int head) {
        int row = flow.wrap(rows, head).detailRow();
        if (row == RowPages.NONE) {
            return;
        }
        flow.edit(rows, head).detailRow(RowPages.NONE);
        while (row != RowPages.NONE) {
            int next = next(rows, row);
            rows.free(row);
            row = next;
        }
    }

    private static int next(RowPages rows, int row) {
        return (int) rows.get(row, LINK) - 1;
    }
}
