package io.ringflow.job.query;

import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.FlowReader;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.FlowReceiver;

/**
 * Hands out all flows that match. One shard's matches are copied while its lock is held, and made
 * into flows without it: a receiver may take its time, and memory is that of one shard. One query.
 */
final class FlowScan {

    private final RowFilter filter;
    private final FlowReceiver receiver;
    private final FlowCopies copies = new FlowCopies();

    /** Reads the copies of the shard at hand. */
    private FlowReader reader;

    FlowScan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        this.filter = new RowFilter(filter, selection);
        this.receiver = receiver;
    }

    /** Copies a shard's matches; its lock is held. */
    void copy(FlowShard shard) {
        copies.clear();
        reader = shard.reader(copies.rows());
        MatchingRows.forEach(shard, filter, row -> copies.copy(shard.rows(), row.headRow()));
    }

    /** Hands out what was copied; false where no more is wanted. */
    boolean handOut() {
        RowPages rows = copies.rows();
        for (int head = rows.nextHead(0); head != RowPages.NONE; head = rows.nextHead(head + 1)) {
            if (!receiver.accept(reader.read(head, FlowEvent.NONE))) {
                return false;
            }
        }
        return true;
    }
}
