package io.ringflow.job.track;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.job.local.FragmentLayout;
import io.ringflow.job.table.FlowTable;

/** A flow's own counters: those of the observer that saw most of it, of several the first. */
final class OwnCounters {

    private final FlowTable table;
    private final int[] observerRanks;

    /**
     * The counters of a table's flows.
     *
     * @param observerRanks the place of each observer among all, by name
     */
    OwnCounters(FlowTable table, int[] observerRanks) {
        this.table = table;
        this.observerRanks = observerRanks;
    }

    /** The row that has them. */
    int row(int head) {
        int most = head;
        for (int row = table.next(head); row != FlowTable.NONE; row = table.next(row)) {
            long more = packets(row) - packets(most);
            if (more > 0 || (more == 0 && rank(row) < rank(most))) {
                most = row;
            }
        }
        return most;
    }

    private int rank(int row) {
        return observerRanks[FragmentLayout.observer(table.get(row, META))];
    }

    /** Packets of one row. */
    long packets(int row) {
        return table.get(row, PACKETS_A) + table.get(row, PACKETS_B);
    }

    /** IP bytes of one row. */
    long bytes(int row) {
        return table.get(row, BYTES_A) + table.get(row, BYTES_B);
    }

    /** Nanoseconds between the first and the last packet of one row. */
    long durationNanos(int row) {
        return Math.max(table.get(row, LAST_A), table.get(row, LAST_B))
                - Math.min(table.get(row, FIRST_A), table.get(row, FIRST_B));
    }
}
