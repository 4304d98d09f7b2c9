package io.ringflow.server.remote;

import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.StateException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The places in lists that somebody may go on from. A process's own cursor stands behind its whole
 * page, but of several processes' pages only a part is returned: the rest waits here. A place is
 * forgotten after five minutes, or when there are so many that the oldest must make room.
 * Thread-safe.
 */
final class ClusterWalks {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST_PLACES = 1000;
    private static final int MOST_FLOWS = 200_000;
    private static final int CURSOR_BYTES = 16;

    private record Place(ClusterWalk walk, long sinceNanos) {}

    private final SecureRandom random = new SecureRandom();

    /** By cursor, the oldest first. */
    private final Map<String, Place> places = new LinkedHashMap<>();

    private long flows;

    /** Remembers a place, and gives its cursor. */
    synchronized String remember(ClusterWalk walk) {
        byte[] bytes = new byte[CURSOR_BYTES];
        random.nextBytes(bytes);
        String cursor = HexFormat.of().formatHex(bytes);
        places.put(cursor, new Place(walk, System.nanoTime()));
        flows += walk.size();
        makeRoom();
        return cursor;
    }

    private void makeRoom() {
        long now = System.nanoTime();
        var oldest = places.values().iterator();
        while (oldest.hasNext()) {
            Place place = oldest.next();
            boolean expired = now - place.sinceNanos() > KEPT.toNanos();
            boolean last = !oldest.hasNext();
            if (last || (!expired && places.size() <= MOST_PLACES && flows <= MOST_FLOWS)) {
                return;
            }
            flows -= place.walk().size();
            oldest.remove();
        }
    }

    /**
     * The place of a cursor.
     *
     * @throws StateException where it is not known, or belongs to another list
     */
    synchronized ClusterWalk of(FlowQuery query) {
        Place place = places.get(query.cursor());
        if (place == null || System.nanoTime() - place.sinceNanos() > KEPT.toNanos()) {
            throw gone("the cursor is not known, or no longer: it is kept for five minutes");
        }
        FlowQuery known = place.walk().query();
        if (!known.filter().equals(query.filter())
                || known.selection() != query.selection()
                || known.sort() != query.sort()
                || known.descending() != query.descending()) {
            throw new StateException(
                    StateException.Reason.REFUSED,
                    "the cursor belongs to a list with another filter, state or sort; give the"
                            + " same ones, or begin without a cursor");
        }
        return place.walk();
    }

    static StateException gone(String why) {
        return new StateException(
                StateException.Reason.CURSOR_GONE, why + "; begin the list again without a cursor");
    }
}
