package io.ringflow.job.query;

import io.ringflow.job.rows.MatchingRows;
import io.ringflow.job.rows.RowFilter;
import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.table.RowReader;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.query.FlowQuery;

/**
 * Sends all flows that match to a receiver. The matches of one shard are copied with its lock held
 * and made into objects without it, so a receiver may be slow, and the memory used is that of one
 * shard. For one query.
 */
final class FlowScan {

    private final RowFilter filter;
    private final FlowReceiver receiver;
    private final FlowCopies copies = new FlowCopies();

    /** Reads the copies of the current shard. */
    private RowReader reader;

    FlowScan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        this.filter = new RowFilter(filter, selection);
        this.receiver = receiver;
    }

    /** Copies the matches of a shard; called with its lock held. */
    void copy(FlowShard shard) {
        copies.clear();
        reader = shard.reader(copies.rows());
        MatchingRows.forEach(shard, filter, flow -> copies.copy(shard.rows(), flow.headRow()));
    }

    /**
     * Sends the copies and forgets them, because nothing is copied from an empty shard. Returns
     * false once the receiver did.
     */
    boolean send() {
        RowPages rows = copies.rows();
        for (int head = rows.nextHead(0); head != RowPages.NONE; head = rows.nextHead(head + 1)) {
            if (!receiver.accept(reader.read(head, FlowEvent.NONE))) {
                return false;
            }
        }
        copies.clear();
        return true;
    }
}
