package io.ringflow.job.query;

import io.ringflow.job.track.FlowShard;
import io.ringflow.model.state.FlowPage;
import io.ringflow.model.state.FlowQuery;
import java.util.ArrayList;
import java.util.List;

/** Answers a query for a list of flows: one page of it. */
final class FlowListing {

    /** What one thread finds. */
    private static final class Part {
        private final RowFilter filter;
        private final BestFlows best;

        /** Flows that match. */
        private long total;

        /** Those of them that this page or a later one has. */
        private long left;

        private long newestBeginNanos = Long.MIN_VALUE;

        Part(FlowQuery query, RowOrder order) {
            this.filter = new RowFilter(query.filter(), query.selection());
            this.best = new BestFlows(order, query.limit());
        }

        void shard(Walk walk, FlowShard shard) {
            newestBeginNanos = Math.max(newestBeginNanos, shard.newestStartNanos());
            MatchingRows.forEach(shard, filter, row -> match(walk, row));
            best.keep(shard.rows(), shard.reader(best.copies()));
        }

        private void match(Walk walk, FlowView row) {
            total++;
            if (walk.wants(row)) {
                left++;
                best.offer(row);
            }
        }
    }

    private FlowListing() {}

    static FlowPage page(FlowQuery query, ShardReads reads, QueryPool pool, Walks walks) {
        Walk walk = walks.of(query);
        RowOrder order = new RowOrder(query.sort(), query.descending());
        synchronized (walk) {
            List<Part> parts =
                    reads.inParallel(
                            pool,
                            () -> new Part(query, order),
                            (part, shard) -> part.shard(walk, shard));
            List<BestFlows> found = new ArrayList<>();
            long total = 0;
            long left = 0;
            long newestBegin = Long.MIN_VALUE;
            for (Part part : parts) {
                found.add(part.best);
                total += part.total;
                left += part.left;
                newestBegin = Math.max(newestBegin, part.newestBeginNanos);
            }
            List<Candidate> page = BestFlows.sorted(found, order, query.limit());
            walk.keep(page, newestBegin);
            String cursor = left > page.size() ? walks.next(walk) : "";
            return new FlowPage(
                    page.stream().map(Candidate::flow).toList(), total, cursor, reads.coverage());
        }
    }
}
