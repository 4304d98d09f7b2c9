package io.ringflow.job.query;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.query.FlowQuery;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The page sessions that may be continued. A session expires five minutes after its last page, or
 * earlier when there are too many. Most lists are never continued, so sessions on their first page
 * have a store of their own: a client that keeps asking for first pages can't displace sessions
 * that others continue. Thread-safe.
 */
final class PageSessions {

    /** How long a cursor is valid. */
    static final Duration KEPT = Duration.ofMinutes(5);

    private static final char SEPARATOR = '.';

    private final SecureRandom random = new SecureRandom();

    /** Sessions on their first page. */
    private final Store started = new Store(4096, 1_000_000);

    /** Sessions on a later page. */
    private final Store continued = new Store(256, 4_000_000);

    /**
     * A cursor's content.
     *
     * @param session id of the session
     * @param page number of the page, from 0
     */
    private record Cursor(long session, int page) {

        static Cursor parse(String text) {
            String[] parts = text.split("\\" + SEPARATOR, -1);
            if (parts.length != 2) {
                throw gone(text);
            }
            try {
                return new Cursor(Long.parseUnsignedLong(parts[0], 16), Integer.parseInt(parts[1]));
            } catch (NumberFormatException e) {
                throw gone(text);
            }
        }
    }

    /** The session of a query's cursor, not yet turned; a new one if there is no cursor. */
    PageSession of(FlowQuery query) {
        if (query.cursor().isEmpty()) {
            return new PageSession(random.nextLong(), query);
        }
        Cursor cursor = Cursor.parse(query.cursor());
        // All clients that got the same first page continue with sessions of their own.
        return cursor.page() == 1
                ? known(started, cursor.session(), query).fork(random.nextLong())
                : known(continued, cursor.session(), query);
    }

    /**
     * Turns a session to the page of a query's cursor. The caller holds the session's lock until
     * the page is read, so that no other request turns it meanwhile.
     */
    void turn(PageSession session, FlowQuery query) {
        boolean first = query.cursor().isEmpty();
        if (!session.turn(first ? 0 : Cursor.parse(query.cursor()).page())) {
            throw gone(query.cursor());
        }
    }

    private synchronized PageSession known(Store store, long id, FlowQuery query) {
        PageSession session = store.sessions.get(id);
        if (session == null) {
            throw gone(query.cursor());
        }
        if (!session.isFor(query)) {
            throw new StateException(
                    StateException.Reason.REFUSED,
                    "the cursor belongs to a list with another filter, state or sort; repeat those"
                            + " of the first page, or start again without a cursor");
        }
        return session;
    }

    private static StateException gone(String cursor) {
        return new StateException(
                StateException.Reason.CURSOR_GONE,
                "the cursor "
                        + cursor
                        + " is unknown or has expired; cursors are kept for five minutes; start again"
                        + " without a cursor");
    }

    /** The cursor of a session's next page; the session is stored from now on. */
    synchronized String nextCursor(PageSession session) {
        (session.page() == 0 ? started : continued).put(session);
        return Long.toHexString(session.id()) + SEPARATOR + (session.page() + 1);
    }

    /** Sessions by id, the one used longest ago first; bounded in sessions and in flows. */
    private static final class Store {

        private final Map<Long, PageSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
        private final int maxSessions;
        private final int maxFlows;

        /** Flows that all sessions remember. */
        private long flows;

        Store(int maxSessions, int maxFlows) {
            this.maxSessions = maxSessions;
            this.maxFlows = maxFlows;
        }

        void put(PageSession session) {
            if (sessions.put(session.id(), session) != null) {
                flows -= session.usedSize;
            }
            session.usedNanos = System.nanoTime();
            session.usedSize = session.size();
            flows += session.usedSize;
            removeOldest(session.usedNanos);
        }

        /** Removes sessions that expired or exceed a bound; the one used last always stays. */
        private void removeOldest(long now) {
            var oldest = sessions.values().iterator();
            while (sessions.size() > 1) {
                PageSession session = oldest.next();
                boolean expired = now - session.usedNanos > KEPT.toNanos();
                if (!expired && sessions.size() <= maxSessions && flows <= maxFlows) {
                    return;
                }
                flows -= session.usedSize;
                oldest.remove();
            }
        }
    }
}
