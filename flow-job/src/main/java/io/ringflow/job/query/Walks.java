package io.ringflow.job.query;

import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.StateException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The walks that are under way. A walk is forgotten when nobody went on with it for five minutes,
 * or when there are so many that the oldest must make room. Most lists are never gone on with, so
 * those have a room of their own: who asks for first pages all the time takes no one's place.
 * Thread-safe.
 */
final class Walks {

    /** How long a cursor is good for. */
    static final Duration KEPT = Duration.ofMinutes(5);

    private static final char SEPARATOR = '.';

    private final SecureRandom random = new SecureRandom();

    /** Walks on their first page. */
    private final Room begun = new Room(4096, 1_000_000);

    /** Walks that somebody went on with. */
    private final Room followed = new Room(256, 4_000_000);

    /** The walk of a cursor, turned to its page; or a new one where there is no cursor. */
    Walk of(FlowQuery query) {
        if (query.cursor().isEmpty()) {
            return new Walk(random.nextLong(), query);
        }
        String[] parts = query.cursor().split("\\" + SEPARATOR, -1);
        if (parts.length != 2) {
            throw gone(query.cursor());
        }
        try {
            long id = Long.parseUnsignedLong(parts[0], 16);
            int page = Integer.parseInt(parts[1]);
            return page == 1 ? second(id, query) : later(id, page, query);
        } catch (NumberFormatException e) {
            throw gone(query.cursor());
        }
    }

    /** Everyone who was given a first page may go on from it. */
    private Walk second(long id, FlowQuery query) {
        return known(begun, id, query).goOn(random.nextLong());
    }

    private Walk later(long id, int page, FlowQuery query) {
        Walk walk = known(followed, id, query);
        // Without the monitor of this: whoever fills a page holds the walk's, and then asks.
        synchronized (walk) {
            if (!walk.turn(page)) {
                throw gone(query.cursor());
            }
        }
        return walk;
    }

    private synchronized Walk known(Room room, long id, FlowQuery query) {
        Walk walk = room.walks.get(id);
        if (walk == null) {
            throw gone(query.cursor());
        }
        if (!walk.is(query)) {
            throw new StateException(
                    StateException.Reason.REFUSED,
                    "the cursor belongs to a list with another filter, state or sort; give the"
                            + " same ones, or begin without a cursor");
        }
        return walk;
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
    synchronized String next(Walk walk) {
        (walk.page() == 0 ? begun : followed).put(walk);
        return Long.toHexString(walk.id()) + SEPARATOR + (walk.page() + 1);
    }

    /** Walks by id, the one used longest ago first, and how many there may be. */
    private static final class Room {

        private final Map<Long, Walk> walks = new LinkedHashMap<>(16, 0.75f, true);
        private final int mostWalks;
        private final int mostFlows;
        private long flows;

        Room(int mostWalks, int mostFlows) {
            this.mostWalks = mostWalks;
            this.mostFlows = mostFlows;
        }

        void put(Walk walk) {
            if (walks.put(walk.id(), walk) != null) {
                flows -= walk.usedSize;
            }
            walk.usedNanos = System.nanoTime();
            walk.usedSize = walk.size();
            flows += walk.usedSize;
            makeRoom(walk.usedNanos);
        }

        /** The walk used last stays, however much it remembers. */
        private void makeRoom(long now) {
            var oldest = walks.values().iterator();
            while (walks.size() > 1) {
                Walk walk = oldest.next();
                boolean expired = now - walk.usedNanos > KEPT.toNanos();
                if (!expired && walks.size() <= mostWalks && flows <= mostFlows) {
                    return;
                }
                flows -= walk.usedSize;
                oldest.remove();
            }
        }
    }
}
