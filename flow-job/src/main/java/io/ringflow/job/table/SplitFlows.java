package io.ringflow.job.table;

import io.ringflow.capture.fragment.FragmentLayout;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is kept of flows that ended at the active timeout, so that the next one of their key can
 * continue them: a copy of the head row, with the TCP state of the observer that saw most. These
 * rows are not flows of the table. Not thread-safe.
 */
final class SplitFlows {

    private final RowPages rows;
    private final RowList list;
    private RowIndex index = new RowIndex();
    private final FlowRow row = new FlowRow();
    private final FlowRow own = new FlowRow();

    SplitFlows(RowPages rows) {
        this.rows = rows;
        this.list = new RowList(rows, FlowLayout.IDLE_LINKS);
    }

    /** The rows, the one that was split first at the head. */
    RowList list() {
        return list;
    }

    /**
     * Keeps a flow that ends.
     *
     * @param ownRow the row whose counters are the flow's own
     */
    void keep(int head, int ownRow) {
        int kept = rows.copyRow(rows, head);
        row.edit(rows, kept).endChain();
        row.stateBefore(own.wrap(rows, ownRow));
        list.append(kept);
        index.add(row.keyHash(), kept);
    }

    /** The row of the flow that a fragment may continue, or {@link RowPages#NONE}. */
    int find(long[] fragments, int at) {
        if (list.size() == 0) {
            return RowPages.NONE;
        }
        int hash = (int) (fragments[at + FragmentLayout.HASH] >>> 32);
        int slot = index.next(hash, index.start(hash));
        while (slot != RowIndex.NONE) {
            int kept = index.row(slot);
            if (FlowRow.hasKeyOf(rows.page(kept), RowPages.at(kept), fragments, at)) {
                return kept;
            }
            slot = index.next(hash, slot + 1);
        }
        return RowPages.NONE;
    }

    /** Forgets a flow. */
    void drop(int kept) {
        list.remove(kept);
        index.remove(row.wrap(rows, kept).keyHash(), kept);
        rows.free(kept);
    }

    /** Replaces another one, which can only be written from now on. */
    void replace(SplitFlows other) {
        list.copyFrom(other.list);
        index = other.index;
    }

    void write(DataOutputView out) throws IOException {
        list.write(out);
    }

    /** Reads what {@link #write} has written, after the rows themselves. */
    void read(DataInputView in) throws IOException {
        list.read(in);
        for (int kept = list.head(); kept != RowList.NONE; kept = list.next(kept)) {
            index.add(row.wrap(rows, kept).keyHash(), kept);
        }
    }
}
