package io.ringflow.job.query;

import io.ringflow.job.rows.BestFlows;
import io.ringflow.job.rows.Candidate;
import io.ringflow.job.rows.FlowView;
import io.ringflow.job.rows.MatchingRows;
import io.ringflow.job.rows.RowFilter;
import io.ringflow.job.rows.RowOrder;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.query.FlowQuery;
import java.util.ArrayList;
import java.util.List;

/** Answers a query for a list of flows with one page of it. */
final class SortedFlows {

    /** What one thread finds. */
    private static final class Part {
        private final RowFilter filter;
        private final BestFlows best;

        /** Number of flows that match. */
        private long total;

        /** Number of matching flows that belong to this page or to a later one. */
        private long left;

        private long newestStartNanos = Long.MIN_VALUE;

        Part(FlowQuery query, RowOrder order) {
            this.filter = new RowFilter(query.filter(), query.selection());
            this.best = new BestFlows(order, query.limit());
        }

        void read(FlowShard shard, PageSession session) {
            newestStartNanos = Math.max(newestStartNanos, shard.newestStartNanos());
            MatchingRows.forEach(shard, filter, flow -> offer(flow, session));
            best.keep(shard);
        }

        private void offer(FlowView flow, PageSession session) {
            total++;
            if (session.wants(flow)) {
                left++;
                best.offer(flow);
            }
        }
    }

    private SortedFlows() {}

    static FlowPage page(FlowQuery query, ShardReads reads, QueryPool pool, PageSessions sessions) {
        PageSession session = sessions.of(query);
        RowOrder order = new RowOrder(query.sort(), query.descending());
        session.lock.lock();
        try {
            sessions.turn(session, query);
            List<Part> parts =
                    reads.inParallel(
                            pool,
                            () -> new Part(query, order),
                            (part, shard) -> part.read(shard, session));
            List<BestFlows> found = new ArrayList<>();
            long total = 0;
            long left = 0;
            long newestStartNanos = Long.MIN_VALUE;
            for (Part part : parts) {
                found.add(part.best);
                total += part.total;
                left += part.left;
                newestStartNanos = Math.max(newestStartNanos, part.newestStartNanos);
            }
            List<Candidate> page = BestFlows.sorted(found, order, query.limit());
            session.keep(page, newestStartNanos);
            String cursor = left > page.size() ? sessions.nextCursor(session) : "";
            return new FlowPage(
                    page.stream().map(Candidate::flow).toList(), total, cursor, reads.coverage());
        } finally {
            session.lock.unlock();
        }
    }
}
