package io.ringflow.job.query;

import io.ringflow.job.table.RowPages;
import io.ringflow.job.track.FlowShard;
import java.util.function.Consumer;

/** Looks through a shard's rows for the flows that a filter lets pass, 64 rows at a time. */
final class MatchingRows {

    private MatchingRows() {}

    /** Hands each match to a consumer, which must not keep the row; the shard's lock is held. */
    static void forEach(FlowShard shard, RowFilter filter, Consumer<FlowView> consumer) {
        RowPages rows = shard.rows();
        FlowView row = new FlowView(rows, shard.observers(), shard.reader(rows));
        TagFilter tags = filter.tags();
        for (int from = 0; from < rows.used(); from += Long.SIZE) {
            long heads = rows.heads(from);
            if (tags != null && heads != 0) {
                heads &= tags.select(rows.tags(from), RowPages.tagAt(from));
            }
            while (heads != 0) {
                int head = from + Long.numberOfTrailingZeros(heads);
                heads &= heads - 1;
                if (filter.matches(row.at(head))) {
                    consumer.accept(row);
                }
            }
        }
    }
}
