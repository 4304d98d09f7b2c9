package io.ringflow.job.rows;

import io.ringflow.job.table.RowPages;
import io.ringflow.job.track.FlowShard;
import java.util.function.Consumer;

/** Searches a shard's rows for the flows that match a filter, 64 rows at a time. */
public final class MatchingRows {

    private MatchingRows() {}

    /**
     * Hands each matching flow to a consumer, which must not keep the view. Called with the shard's
     * lock held.
     */
    public static void forEach(FlowShard shard, RowFilter filter, Consumer<FlowView> consumer) {
        RowPages rows = shard.rows();
        FlowView flow = new FlowView(rows, shard.observers(), shard.reader(rows));
        TagFilter tags = filter.tags();
        for (int from = 0; from < rows.used(); from += Long.SIZE) {
            long heads = rows.heads(from);
            if (tags != null && heads != 0) {
                heads &= tags.select(rows.tags(from), RowPages.tagAt(from));
            }
            while (heads != 0) {
                int head = from + Long.numberOfTrailingZeros(heads);
                heads &= heads - 1;
                if (filter.matches(flow.at(head))) {
                    consumer.accept(flow);
                }
            }
        }
    }
}
