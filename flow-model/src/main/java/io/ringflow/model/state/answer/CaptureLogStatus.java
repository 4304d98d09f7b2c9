package io.ringflow.model.state.answer;

import io.ringflow.model.Observer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How full the log of a live capture is.
 *
 * @param observer host and interface
 * @param entries number of entries
 * @param bytes memory that they take
 * @param share that memory as a share of what all logs of the process may take, 0 to 1
 * @param spanNanos event time from the oldest entry to the newest one
 * @param replayed entries that were read again after a restart of the tasks
 */
public record CaptureLogStatus(
        Observer observer, long entries, long bytes, double share, long spanNanos, long replayed) {

    /** Adds up the logs of each interface, of which every reader has one. */
    public static List<CaptureLogStatus> merged(Collection<CaptureLogStatus> logs) {
        Map<Observer, CaptureLogStatus> byObserver = new LinkedHashMap<>();
        logs.forEach(log -> byObserver.merge(log.observer(), log, CaptureLogStatus::plus));
        return List.copyOf(byObserver.values());
    }

    private CaptureLogStatus plus(CaptureLogStatus other) {
        return new CaptureLogStatus(
                observer,
                entries + other.entries,
                bytes + other.bytes,
                share + other.share,
                Math.max(spanNanos, other.spanNanos),
                replayed + other.replayed);
    }
}
