package io.ringflow.job.table;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A doubly linked list of rows, oldest first, with the links in a word of the rows. All operations
 * take constant time. Not thread-safe.
 */
public final class RowList {

    /** No row. */
    public static final int NONE = -1;

    private final RowPages rows;
    private final int linkWord;
    private int head = NONE;
    private int tail = NONE;
    private int size;

    /**
     * An empty list.
     *
     * @param linkWord the word of a row that holds its links: previous row (32) | next row (32)
     */
    RowList(RowPages rows, int linkWord) {
        this.rows = rows;
        this.linkWord = linkWord;
    }

    /** The oldest row, or {@link #NONE}. */
    public int head() {
        return head;
    }

    public int size() {
        return size;
    }

    /** The row after another, or {@link #NONE}. */
    public int next(int row) {
        return (int) rows.get(row, linkWord);
    }

    private int previous(int row) {
        return (int) (rows.get(row, linkWord) >> 32);
    }

    private void link(int row, int previous, int next) {
        rows.set(row, linkWord, (long) previous << 32 | (next & 0xffff_ffffL));
    }

    /** Adds a row that is not in the list as the newest. */
    public void append(int row) {
        link(row, tail, NONE);
        if (tail == NONE) {
            head = row;
        } else {
            link(tail, previous(tail), row);
        }
        tail = row;
        size++;
    }

    /** Removes a row that is in the list. */
    public void remove(int row) {
        int previous = previous(row);
        int next = next(row);
        if (previous == NONE) {
            head = next;
        } else {
            link(previous, previous(previous), next);
        }
        if (next == NONE) {
            tail = previous;
        } else {
            link(next, previous, next(next));
        }
        size--;
    }

    /** Makes a row that is in the list the newest. */
    public void touch(int row) {
        if (row != tail) {
            remove(row);
            append(row);
        }
    }

    /** Removes all rows; their links stay as they are. */
    void clear() {
        head = NONE;
        tail = NONE;
        size = 0;
    }

    /** Takes over the ends of a list whose rows were copied with their links. */
    void copyFrom(RowList other) {
        head = other.head;
        tail = other.tail;
        size = other.size;
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(head);
        out.writeInt(tail);
        out.writeInt(size);
    }

    void read(DataInputView in) throws IOException {
        head = in.readInt();
        tail = in.readInt();
        size = in.readInt();
    }
}
