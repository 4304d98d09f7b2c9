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
 * forgotten after five minutes, or when there are so many that the oldest must make room. Those
 * behind a first page, most of which nobody goes on from, have a room of their own. Thread-safe.
 */
final class ClusterWalks {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int CURSOR_BYTES = 16;

    private record Place(ClusterWalk walk, long sinceNanos) {

        boolean expired(long now) {
            return now - sinceNanos > KEPT.toNanos();
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Room begun = new Room();
    private final Room followed = new Room();

    /**
     * Remembers a place, and gives its cursor.
     *
     * @param first whether it is the one behind the first page
     */
    synchronized String remember(ClusterWalk walk, boolean first) {
        byte[] bytes = new byte[CURSOR_BYTES];
        random.nextBytes(bytes);
        String cursor = HexFormat.of().formatHex(bytes);
        (first ? begun : followed).put(cursor, new Place(walk, System.nanoTime()));
        return cursor;
    }

    /**
     * The place of a cursor.
     *
     * @throws StateException where it is not known, or belongs to another list
     */
    synchronized ClusterWalk of(FlowQuery query) {
        Place place =
                begun.places.getOrDefault(query.cursor(), followed.places.get(query.cursor()));
        if (place == null || place.expired(System.nanoTime())) {
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

    private static final class Room {

        private static final int MOST_PLACES = 1000;
        private static final int MOST_FLOWS = 100_000;

        /** By cursor, the oldest first. */
        private final Map<String, Place> places = new LinkedHashMap<>();

        private long flows;

        void put(String cursor, Place place) {
            places.put(cursor, place);
            flows += place.walk().size();
            makeRoom(place.sinceNanos());
        }

        /** The newest place stays, however much waits there. */
        private void makeRoom(long now) {
            var oldest = places.values().iterator();
            while (places.size() > 1) {
                Place place = oldest.next();
                if (!place.expired(now) && places.size() <= MOST_PLACES && flows <= MOST_FLOWS) {
                    return;
                }
                flows -= place.walk().size();
                oldest.remove();
            }
        }
    }
}
