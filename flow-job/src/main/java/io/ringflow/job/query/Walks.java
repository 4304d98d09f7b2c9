package io.ringflow.job.query;

import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.StateException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The walks that are under way. A walk is forgotten when nobody went on with it for five minutes,
 * or when there are so many that the oldest must make room. Thread-safe.
 */
final class Walks {

    /** How long a cursor is good for. */
    static final Duration KEPT = Duration.ofMinutes(5);

    private static final int MOST_WALKS = 256;
    private static final int MOST_FLOWS = 4_000_000;
    private static final char SEPARATOR = '.';

    private final SecureRandom random = new SecureRandom();

    /** By id, the one used longest ago first. */
    private final Map<Long, Walk> walks = new LinkedHashMap<>(16, 0.75f, true);

    /** The walk of a cursor, turned to its page; or a new one where there is no cursor. */
    Walk of(FlowQuery query) {
        if (query.cursor().isEmpty()) {
            return new Walk(query);
        }
        String[] parts = query.cursor().split("\\" + SEPARATOR, -1);
        if (parts.length != 2) {
            throw gone(query.cursor());
        }
        try {
            Walk walk = known(Long.parseUnsignedLong(parts[0], 16));
            int page = Integer.parseInt(parts[1]);
            if (walk == null || page < 1) {
                throw gone(query.cursor());
            }
            // Without the monitor of this: whoever fills a page holds the walk's, and then asks.
            turn(walk, page, query);
            return walk;
        } catch (NumberFormatException e) {
            throw gone(query.cursor());
        }
    }

    private synchronized Walk known(long id) {
        return walks.get(id);
    }

    private static void turn(Walk walk, int page, FlowQuery query) {
        synchronized (walk) {
            if (!walk.is(query)) {
                throw new StateException(
                        StateException.Reason.REFUSED,
                        "the cursor belongs to a list with another filter, state or sort; give the"
                                + " same ones, or begin without a cursor");
            }
            if (!walk.turn(page)) {
                throw gone(query.cursor());
            }
        }
    }

    private static StateException gone(String cursor) {
        return new StateException(
                StateException.Reason.CURSOR_GONE,
                "the cursor "
                        + cursor
                        + " is not known, or no longer: it is kept for five minutes; begin the"
                        + " list again without a cursor");
    }

    /** The cursor of a walk's next page; the walk is remembered from now on. */
    synchronized String next(FlowQuery query, Walk walk) {
        long id;
        if (query.cursor().isEmpty()) {
            id = random.nextLong();
            walks.put(id, walk);
        } else {
            id = Long.parseUnsignedLong(query.cursor().split("\\" + SEPARATOR, 2)[0], 16);
        }
        walk.usedNanos = System.nanoTime();
        makeRoom();
        return Long.toHexString(id) + SEPARATOR + (walk.page() + 1);
    }

    private void makeRoom() {
        long now = System.nanoTime();
        long flows = 0;
        for (Walk walk : walks.values()) {
            flows += walk.size();
        }
        var oldest = walks.values().iterator();
        while (oldest.hasNext()) {
            Walk walk = oldest.next();
            boolean expired = now - walk.usedNanos > KEPT.toNanos();
            if (!expired && walks.size() <= MOST_WALKS && flows <= MOST_FLOWS) {
                return;
            }
            flows -= walk.size();
            oldest.remove();
        }
    }
}
