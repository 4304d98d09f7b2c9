package io.ringflow.job.table;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A doubly linked list through rows: appending, removing and looking at the oldest cost the same
 * however long it is. One thread at a time.
 */
public final class RowList {

    /** No row. */
    public static final int NONE = -1;

    private final int linkWord;
    private int head = NONE;
    private int tail = NONE;
    private int size;

    /**
     * An empty list.
     *
     * @param linkWord the word of a row that holds its links
     */
    public RowList(int linkWord) {
        this.linkWord = linkWord;
    }

    /** The oldest row, or {@link #NONE}. */
    public int head() {
        return head;
    }

    public int size() {
        return size;
    }

    /** The row behind another, or {@link #NONE}. */
    public int behind(RowPages rows, int row) {
        return (int) links(rows, row);
    }

    private long links(RowPages rows, int row) {
        return rows.page(row)[RowPages.at(row) + linkWord];
    }

    private void links(RowPages rows, int row, int before, int behind) {
        rows.page(row)[RowPages.at(row) + linkWord] = (long) before << 32 | (behind & 0xffff_ffffL);
    }

    /** Adds a row that is not in the list as the newest. */
    public void append(RowPages rows, int row) {
        links(rows, row, tail, NONE);
        if (tail == NONE) {
            head = row;
        } else {
            links(rows, tail, (int) (links(rows, tail) >> 32), row);
        }
        tail = row;
        size++;
    }

    /** Takes a row out. */
    public void remove(RowPages rows, int row) {
        long itsLinks = links(rows, row);
        int before = (int) (itsLinks >> 32);
        int behind = (int) itsLinks;
        if (before == NONE) {
            head = behind;
        } else {
            links(rows, before, (int) (links(rows, before) >> 32), behind);
        }
        if (behind == NONE) {
            tail = before;
        } else {
            links(rows, behind, before, (int) links(rows, behind));
        }
        size--;
    }

    /** Makes a row the newest. */
    public void touch(RowPages rows, int row) {
        if (row != tail) {
            remove(rows, row);
            append(rows, row);
        }
    }

    /** Forgets all rows, whose links stay as they are. */
    public void clear() {
        head = NONE;
        tail = NONE;
        size = 0;
    }

    public RowList copy() {
        RowList copy = new RowList(linkWord);
        copy.head = head;
        copy.tail = tail;
        copy.size = size;
        return copy;
    }

    public void write(DataOutputView out) throws IOException {
        out.writeInt(head);
        out.writeInt(tail);
        out.writeInt(size);
    }

    public void read(DataInputView in) throws IOException {
        head = in.readInt();
        tail = in.readInt();
        size = in.readInt();
    }
}
