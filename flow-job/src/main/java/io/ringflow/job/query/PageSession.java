package io.ringflow.job.query;

import io.ringflow.job.rows.Candidate;
import io.ringflow.job.rows.FlowView;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.text.TimeText;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pages of a list of flows that one client reads in turn. The values that a list is sorted by
 * change while it is read, so a position in the order does not say what was returned before: the
 * session remembers the flows themselves, 16 bytes for each. Flows that start after the first page
 * are not part of the list.
 *
 * <p>Guarded by its lock, which is held while others read shards: a virtual thread that waits for a
 * monitor would keep its carrier on JDK 21. A session on its first page does not change once that
 * is filled, because several clients may have got the same one.
 */
final class PageSession {

    final ReentrantLock lock = new ReentrantLock();

    private final long id;
    private final FlowQuery query;

    /** Flows of the pages before the last one. */
    private final LongSet returned = new LongSet();

    /** Flows of the last page, which is returned again if the client asks for it again. */
    private long[] lastPage = {};

    private int page;

    /** The newest start of a flow when the first page was read. */
    private long newestStartNanos;

    /** When the session was last used, by {@link System#nanoTime}. */
    long usedNanos;

    /** Number of flows that the session remembered then. */
    int usedSize;

    PageSession(long id, FlowQuery query) {
        this.id = id;
        this.query = query;
    }

    /** A session of its own that continues from this one's first page. */
    PageSession fork(long newId) {
        PageSession fork = new PageSession(newId, query);
        fork.lastPage = lastPage;
        fork.newestStartNanos = newestStartNanos;
        fork.turn(1);
        return fork;
    }

    long id() {
        return id;
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
            for (long flow : lastPage) {
                returned.add(flow);
            }
            page = number;
            lastPage = new long[0];
            return true;
        }
        return number == page;
    }

    /** Returns true if a flow belongs to the current page or to a later one. */
    boolean wants(FlowView flow) {
        return page == 0
                || (wasThere(flow.startNanos())
                        && !returned.contains(identity(flow.keyHash(), flow.sequence())));
    }

    private boolean wasThere(long startNanos) {
        return startNanos <= newestStartNanos || startNanos == TimeText.OUT_OF_RANGE;
    }

    /** Remembers the flows of the current page. */
    void keep(List<Candidate> flows, long newestStart) {
        if (page == 0) {
            newestStartNanos = newestStart;
        }
        lastPage =
                flows.stream()
                        .mapToLong(flow -> identity(flow.keyHash(), flow.sequence()))
                        .toArray();
    }

    int page() {
        return page;
    }

    /** Number of flows remembered. */
    int size() {
        return returned.size() + lastPage.length;
    }

    private static long identity(int keyHash, long sequence) {
        return sequence ^ (long) keyHash << 32;
    }
}
