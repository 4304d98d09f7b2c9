package io.ringflow.capture.source;

import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.split.LiveSplit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The live splits that no reader has: each with its position, or expected from a reader that will
 * bring the position along when it registers. Used by the coordinator thread.
 */
final class LivePositions {

    /** By split id. */
    private final Map<String, LiveSplit> known = new TreeMap<>();

    /** Splits in the state of readers that have not registered, by id. */
    private final Map<String, LiveSplit> expected = new TreeMap<>();

    /** Remembers the position of a split. */
    void put(LiveSplit split) {
        expected.remove(split.splitId());
        known.put(split.splitId(), split);
    }

    /** Some reader has this split in its state and will report it. */
    void expect(LiveSplit split) {
        if (!known.containsKey(split.splitId())) {
            expected.put(split.splitId(), split.at(LogPosition.START));
        }
    }

    /** All readers have registered: what none of them has reported was in no reader's state. */
    void expectNoMore() {
        expected.clear();
    }

    /** Returns true if splits of a host are expected. */
    boolean expectsAny(String host) {
        return expected.values().stream().anyMatch(split -> split.host().equals(host));
    }

    /** Forgets the position of a split and returns the split there, or at its start. */
    LiveSplit take(LiveSplit split) {
        LiveSplit before = known.remove(split.splitId());
        return before == null ? split : split.at(before.position());
    }

    /** Forgets the positions of splits and returns these. */
    List<LiveSplit> drop(Predicate<LiveSplit> which) {
        List<LiveSplit> dropped = known.values().stream().filter(which).toList();
        known.values().removeAll(dropped);
        return dropped;
    }

    /** The splits whose positions are known. */
    Collection<LiveSplit> known() {
        return known.values();
    }

    /** The splits that are expected. */
    Collection<LiveSplit> expected() {
        return expected.values();
    }
}
