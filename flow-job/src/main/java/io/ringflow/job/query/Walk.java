package io.ringflow.job.query;

import io.ringflow.model.TimeText;
import io.ringflow.model.state.FlowQuery;
import java.util.List;

/**
 * A walk through a list of flows, page by page. What a list is ordered by changes while somebody
 * reads it, so a place in the order does not tell what was returned before: the walk remembers it,
 * 16 bytes a flow. Flows that began after the walk are not part of it. Guarded by its monitor; on
 * its first page it never changes once that is filled, because many may have been given it.
 */
final class Walk {

    private final long id;
    private final FlowQuery query;
    private final LongSet returned = new LongSet();

    /** Flows of the page returned last; returned again where the client asks for it again. */
    private long[] lastPage = {};

    private int page;

    /** No flow that was there at the first page began later. */
    private long newestBeginNanos;

    /** When the walk was used last, by {@link System#nanoTime}. */
    long usedNanos;

    /** Flows it remembered then. */
    int usedSize;

    Walk(long id, FlowQuery query) {
        this.id = id;
        this.query = query;
    }

    /** Goes on from the first page as a walk of its own. */
    Walk goOn(long newId) {
        Walk next = new Walk(newId, query);
        next.lastPage = lastPage;
        next.newestBeginNanos = newestBeginNanos;
        next.turn(1);
        return next;
    }

    long id() {
        return id;
    }

    /** Whether a query goes on with this walk: the same, but for the limit. */
    boolean is(FlowQuery other) {
        return query.filter().equals(other.filter())
                && query.selection() == other.selection()
                && query.sort() == other.sort()
                && query.descending() == other.descending();
    }

    /**
     * Turns to a page: the next one, or once more the last.
     *
     * @return false for any other
     */
    boolean turn(int number) {
        if (number == page + 1) {
            for (long flow : lastPage) {
                returned.add(flow);
            }
            page = number;
            lastPage = new long[0];
            return true;
        }
        return number == page;
    }

    /** Whether a flow belongs to the page at hand or to one after it. */
    boolean wants(FlowView row) {
        return page == 0 || (isOld(row.startNanos()) && !returned.contains(identity(row)));
    }

    private boolean isOld(long beganNanos) {
        return beganNanos <= newestBeginNanos || beganNanos == TimeText.OUT_OF_RANGE;
    }

    /** Keeps what the page at hand has. */
    void keep(List<Candidate> flows, long newestBegin) {
        if (page == 0) {
            newestBeginNanos = newestBegin;
        }
        lastPage =
                flows.stream().mapToLong(each -> identity(each.keyHash, each.sequence)).toArray();
    }

    int page() {
        return page;
    }

    /** Flows remembered. */
    int size() {
        return returned.size() + lastPage.length;
    }

    private static long identity(FlowView row) {
        return identity(row.keyHash(), row.sequence());
    }

    private static long identity(int keyHash, long sequence) {
        return sequence ^ (long) keyHash << 32;
    }
}
