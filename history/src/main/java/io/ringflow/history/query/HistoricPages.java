package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.query.FlowQuery;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sessions of lists over memory and history that may be continued: for five minutes after their
 * last page, and bounded in number and in flows. Thread-safe.
 */
final class HistoricPages {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_SESSIONS = 1024;
    private static final int MAX_FLOWS = 4_000_000;

    /** Differs from the cursors of live states. */
    private static final Pattern CURSOR = Pattern.compile("h([0-9a-f]{1,16})\\.([0-9]{1,8})");

    private final SecureRandom random = new SecureRandom();

    /** The session used longest ago first. Guarded by this. */
    private final Map<Long, Kept> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /** Flows that all sessions remember. Guarded by this. */
    private long flows;

    private record Kept(HistoricPage page, int flows, long usedNanos) {}

    /** Returns true if a cursor continues a list over memory and history. */
    static boolean isOne(String cursor) {
        return CURSOR.matcher(cursor).matches();
    }

    /** The session of a query's cursor; a new one without a cursor. */
    HistoricPage of(FlowQuery query) {
        if (query.cursor().isEmpty()) {
            return new HistoricPage(random.nextLong(), query);
        }
        HistoricPage known = known(query);
        // All clients that got the same first page continue with sessions of their own.
        return number(query.cursor()) == 1 ? known.fork(random.nextLong()) : known;
    }

    private synchronized HistoricPage known(FlowQuery query) {
        Matcher cursor = matcher(query.cursor());
        Kept kept = sessions.get(Long.parseUnsignedLong(cursor.group(1), 16));
        if (kept == null) {
            throw gone(query.cursor());
        }
        if (!kept.page().isFor(query)) {
            throw new StateException(
                    Reason.REFUSED,
                    "the cursor belongs to a list with another filter, state or sort; repeat those"
                            + " of the first page, or start again without a cursor");
        }
        return kept.page();
    }

    /**
     * Turns a session to the page of a query's cursor. The caller holds the session's lock until
     * the page is read.
     */
    static void turn(HistoricPage session, FlowQuery query) {
        int number = query.cursor().isEmpty() ? 0 : number(query.cursor());
        if (!session.turn(number)) {
            throw gone(query.cursor());
        }
    }

    private static int number(String cursor) {
        return Integer.parseInt(matcher(cursor).group(2));
    }

    private static Matcher matcher(String cursor) {
        Matcher matcher = CURSOR.matcher(cursor);
        if (!matcher.matches()) {
            throw gone(cursor);
        }
        return matcher;
    }

    private static StateException gone(String cursor) {
        return new StateException(
                Reason.CURSOR_GONE,
                "the cursor "
                        + cursor
                        + " is unknown or has expired; cursors are kept for five minutes;"
                        + " start again without a cursor");
    }

    /** The cursor of a session's next page; the session is stored from now on. */
    synchronized String nextCursor(HistoricPage session) {
        long now = System.nanoTime();
        Kept before = sessions.put(session.id(), new Kept(session, session.size(), now));
        flows += session.size() - (before == null ? 0 : before.flows());
        Iterator<Kept> oldest = sessions.values().iterator();
        while (sessions.size() > 1) {
            Kept kept = oldest.next();
            boolean expired = now - kept.usedNanos() > KEPT.toNanos();
            if (!expired && sessions.size() <= MAX_SESSIONS && flows <= MAX_FLOWS) {
                break;
            }
            flows -= kept.flows();
            oldest.remove();
        }
        return 'h' + Long.toHexString(session.id()) + '.' + (session.page() + 1);
    }
}
