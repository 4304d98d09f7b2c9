package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.CHAIN;
import static io.ringflow.job.table.FlowLayout.WORDS;

import io.ringflow.capture.Details;

/**
 * The details of a flow in rows of its table: an entry of {@link Details}, cut into stretches. The
 * last word of each row has the next row's number plus one; 0 ends the entry. One thread at a time.
 */
final class DetailRows {

    private static final int LINK = WORDS - 1;
    private static final long LOW_INT = 0xffff_ffffL;

    /** Where an entry is put together. */
    private final Details scratch = new Details();

    private final RowPages rows;

    DetailRows(RowPages rows) {
        this.rows = rows;
    }

    /** True where a flow has details. */
    static boolean has(RowPages rows, int head) {
        return (rows.page(head)[RowPages.at(head) + CHAIN] & LOW_INT) != 0;
    }

    /** True where a flow that has details has labels. */
    static boolean hasLabels(RowPages rows, int head) {
        int first = (int) rows.page(head)[RowPages.at(head) + CHAIN] - 1;
        return Details.hasLabels(rows.page(first), RowPages.at(first));
    }

    /** Adds an entry to those of a flow. */
    void merge(int head, Details from, int its) {
        if (!has(rows, head)) {
            write(head, from.words, its);
            return;
        }
        int mine = read(head, scratch);
        int merged = scratch.merge(mine, from.words, its);
        if (merged != mine) {
            free(head);
            write(head, scratch.words, merged);
        }
    }

    /** Reads the details of a flow that has some; returns their place in an emptied store. */
    int read(int head, Details into) {
        into.clear();
        int row = first(head);
        long[] page = rows.page(row);
        int at = RowPages.at(row);
        int left = Details.length(page, at);
        long[] words = new long[1 + left];
        int to = 1;
        while (left > 0) {
            int step = Math.min(left, LINK);
            System.arraycopy(page, at, words, to, step);
            to += step;
            left -= step;
            row = (int) page[at + LINK] - 1;
            if (left > 0) {
                page = rows.page(row);
                at = RowPages.at(row);
            }
        }
        return into.add(words, 1);
    }

    private int first(int head) {
        return (int) rows.page(head)[RowPages.at(head) + CHAIN] - 1;
    }

    private void write(int head, long[] words, int its) {
        int left = Details.length(words, its);
        int from = its;
        int before = head;
        int link = CHAIN;
        while (left > 0) {
            int row = rows.take();
            rows.page(before)[RowPages.at(before) + link] |= row + 1;
            long[] page = rows.page(row);
            int at = RowPages.at(row);
            int step = Math.min(left, LINK);
            System.arraycopy(words, from, page, at, step);
            page[at + LINK] = 0;
            from += step;
            left -= step;
            before = row;
            link = LINK;
        }
    }

    /** Gives back the rows of a flow's details. */
    void free(int head) {
        long[] page = rows.page(head);
        int at = RowPages.at(head);
        int row = (int) page[at + CHAIN] - 1;
        page[at + CHAIN] &= ~LOW_INT;
        while (row >= 0) {
            int next = (int) rows.page(row)[RowPages.at(row) + LINK] - 1;
            rows.give(row);
            row = next;
        }
    }
}
