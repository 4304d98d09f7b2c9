package io.ringflow.rpc.client;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.rpc.merge.ClusterPageSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The page sessions that a client may continue, by cursor. A process's own cursor points past its
 * whole page, but a merged page contains only some flows of each process's page: the others wait
 * here. A session is forgotten after five minutes, or when it is the oldest and newer ones need the
 * memory. Most clients read the first page only, so sessions after a first page have a store of
 * their own and can't displace the others. Thread-safe.
 */
final class ClusterPageSessions {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int CURSOR_BYTES = 16;

    private record Entry(ClusterPageSession session, long sinceNanos) {

        boolean expired(long now) {
            return now - sinceNanos > KEPT.toNanos();
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Store afterFirstPage = new Store();
    private final Store afterLaterPages = new Store();

    /**
     * Keeps a session.
     *
     * @param first whether only the first page of the list was returned so far
     * @return the session's cursor
     */
    synchronized String keep(ClusterPageSession session, boolean first) {
        byte[] bytes = new byte[CURSOR_BYTES];
        random.nextBytes(bytes);
        String cursor = HexFormat.of().formatHex(bytes);
        Store store = first ? afterFirstPage : afterLaterPages;
        store.put(cursor, new Entry(session, System.nanoTime()));
        return cursor;
    }

    /**
     * The session of the query's cursor.
     *
     * @throws StateException if the cursor is unknown, or belongs to another list
     */
    synchronized ClusterPageSession of(FlowQuery query) {
        String cursor = query.cursor();
        Entry entry =
                afterFirstPage.entries.getOrDefault(cursor, afterLaterPages.entries.get(cursor));
        if (entry == null || entry.expired(System.nanoTime())) {
            throw gone("the cursor is unknown or has expired; cursors are kept for five minutes");
        }
        FlowQuery known = entry.session().query();
        if (!known.filter().equals(query.filter())
                || known.selection() != query.selection()
                || known.sort() != query.sort()
                || known.descending() != query.descending()) {
            throw new StateException(
                    StateException.Reason.REFUSED,
                    "the cursor belongs to a list with another filter, state or sort; repeat those"
                            + " of the first page, or start again without a cursor");
        }
        return entry.session();
    }

    /** The failure of a list that can't be continued. */
    static StateException gone(String reason) {
        return new StateException(
                StateException.Reason.CURSOR_GONE, reason + "; start again without a cursor");
    }

    private static final class Store {

        private static final int MAX_SESSIONS = 1000;
        private static final int MAX_FLOWS = 100_000;

        /** By cursor, the oldest first. */
        private final Map<String, Entry> entries = new LinkedHashMap<>();

        private long flows;

        void put(String cursor, Entry entry) {
            entries.put(cursor, entry);
            flows += entry.session().size();
            evict(entry.sinceNanos());
        }

        /** Always keeps the newest session, whatever its size. */
        private void evict(long now) {
            var oldestFirst = entries.values().iterator();
            while (entries.size() > 1) {
                Entry entry = oldestFirst.next();
                boolean full = entries.size() > MAX_SESSIONS || flows > MAX_FLOWS;
                if (!full && !entry.expired(now)) {
                    return;
                }
                flows -= entry.session().size();
                oldestFirst.remove();
            }
        }
    }
}
