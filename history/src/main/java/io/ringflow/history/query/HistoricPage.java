package io.ringflow.history.query;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.state.query.FlowQuery;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pages of a list over memory and history that one client reads in turn: which flows were
 * returned. A flow may move from memory into history between two pages, and its place in the order
 * may change until it ends, so that only its id says whether it was returned. Flows that start
 * after the first page are not part of the list. Guarded by its lock.
 */
final class HistoricPage {

    final ReentrantLock lock = new ReentrantLock();

    private final long id;
    private final FlowQuery query;

    /** Flows of the pages before the last one. */
    private final IdSet returned = new IdSet();

    /** Flows of the last page, which is returned again if the client asks for it again. */
    private List<FlowId> lastPage = List.of();

    private int page;
    private long newestStartNanos = Long.MAX_VALUE;

    HistoricPage(long id, FlowQuery query) {
        this.id = id;
        this.query = query;
    }

    /** A session of its own that continues from this one's first page. */
    HistoricPage fork(long newId) {
        HistoricPage fork = new HistoricPage(newId, query);
        fork.lastPage = lastPage;
        fork.newestStartNanos = newestStartNanos;
        return fork;
    }

    long id() {
        return id;
    }

    int page() {
        return page;
    }

    /** Returns true if a query is for the same list; its limit may differ. */
    boolean isFor(FlowQuery other) {
        return query.filter().equals(other.filter())
                && query.selection() == other.selection()
                && query.sort() == other.sort()
                && query.descending() == other.descending();
    }

    /**
     * Turns to the next page, or to the last one again.
     *
     * @return false if the number is neither
     */
    boolean turn(int number) {
        if (number == page + 1) {
            lastPage.forEach(returned::add);
            lastPage = List.of();
            page = number;
            return true;
        }
        return number == page;
    }

    /** Returns true if a flow belongs to the current page or to a later one. */
    boolean wants(Flow flow) {
        return page == 0
                || (flow.firstNanos() <= newestStartNanos && !returned.contains(flow.id()));
    }

    /** The flows of earlier pages. */
    IdSet returned() {
        return returned;
    }

    /** The latest start of a flow of this list; {@link Long#MAX_VALUE} on the first page. */
    long newestStartNanos() {
        return page == 0 ? Long.MAX_VALUE : newestStartNanos;
    }

    /**
     * Remembers the flows of the current page.
     *
     * @param newestNanos event time of the newest flow in memory
     */
    void keep(List<Flow> flows, long newestNanos) {
        if (page == 0 && newestNanos != Long.MIN_VALUE) {
            newestStartNanos = newestNanos;
        }
        lastPage = flows.stream().map(Flow::id).toList();
    }

    /** The number of flows remembered. */
    int size() {
        return returned.size() + lastPage.size();
    }
}
