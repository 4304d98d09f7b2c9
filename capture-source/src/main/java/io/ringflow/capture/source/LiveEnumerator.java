package io.ringflow.capture.source;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Assigns each host's interfaces to the readers on that host. The life of a live split:
 *
 * <ol>
 *   <li>A reader registers. After a recovery it brings the splits of its predecessor along, whose
 *       interfaces may be on another host; only their positions are used.
 *   <li>The reader reports its host and the interfaces that the settings select there.
 *   <li>{@link LivePlacement} places the splits of that host, each at its last known position: as
 *       soon as all readers have reported, or {@value #SETTLING_MILLIS} ms after the first report from
 *       the host. No host waits for another one.
 *   <li>A reader that gets no split is told so, and no longer holds event time back.
 *   <li>When an interface appears, a reader reports again, and the new interface is placed.
 *   <li>When a reader is lost, its splits come back with their positions. Its successor reports from
 *       the host on which it runs, and gets interfaces of that host.
 * </ol>
 *
 * <p>All methods are called by the coordinator thread.
 */
final class LiveEnumerator implements SplitEnumerator<CaptureSplit, CaptureEnumeratorState> {

    /** How long a host's other readers may take to report. */
    static final long SETTLING_MILLIS = 500;

    private static final long TICK_MILLIS = 250;

    private final SplitEnumeratorContext<CaptureSplit> context;
    private final LivePlacement placement;
    private final NavigableMap<Integer, HostReport> reports = new TreeMap<>();
    private final Map<Integer, List<LiveSplit>> held = new HashMap<>();

    /** Splits without a reader, by id. */
    private final Map<String, LiveSplit> waiting = new TreeMap<>();

    /** Ticks since the first report from a host; a settled host has no entry. */
    private final Map<String, Integer> settling = new HashMap<>();

    /** Readers that were told that they get no split. */
    private final Set<Integer> idle = new HashSet<>();

    LiveEnumerator(
            SplitEnumeratorContext<CaptureSplit> context,
            LiveCapture capture,
            CaptureEnumeratorState state) {
        this.context = context;
        this.placement = new LivePlacement(capture.fanout().readersPerHost());
        keep(state.returned());
    }

    @Override
    public void start() {
        context.callAsync(() -> null, (nothing, failure) -> tick(), TICK_MILLIS, TICK_MILLIS);
    }

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        // Readers don't request splits: they report their host.
    }

    @Override
    public void addReader(int subtask) {
        forget(subtask);
        ReaderInfo reader = context.registeredReaders().get(subtask);
        keep(reader.<CaptureSplit>getReportedSplitsOnRegistration());
    }

    @Override
    public void addSplitsBack(List<CaptureSplit> splits, int subtask) {
        forget(subtask);
        keep(splits);
    }

    private void forget(int subtask) {
        List<LiveSplit> lost = held.remove(subtask);
        if (lost != null) {
            keep(lost);
        }
        reports.remove(subtask);
        idle.remove(subtask);
    }

    /** Keeps splits for the next reader on their host; the further position counts. */
    private void keep(List<? extends CaptureSplit> splits) {
        for (CaptureSplit split : splits) {
            waiting.merge(
                    split.splitId(),
                    (LiveSplit) split,
                    (a, b) -> isFurther(a.position(), b.position()) ? a : b);
        }
    }

    private static boolean isFurther(LogPosition position, LogPosition other) {
        return position.logId() == other.logId()
                ? position.next() >= other.next()
                : position.eventNanos() >= other.eventNanos();
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof HostReport report) {
            boolean known =
                    reports.values().stream().anyMatch(old -> old.host().equals(report.host()));
            if (!known) {
                settling.put(report.host(), 0);
            }
            reports.put(subtask, report);
            if (everyReaderHasReported()) {
                settling.clear();
            }
            place();
        }
    }

    private boolean everyReaderHasReported() {
        return reports.size() == context.currentParallelism()
                && reports.keySet().containsAll(context.registeredReaders().keySet());
    }

    private void tick() {
        if (!settling.isEmpty()) {
            settling.replaceAll((host, ticks) -> ticks + 1);
            settling.values().removeIf(ticks -> ticks * TICK_MILLIS >= SETTLING_MILLIS);
            place();
        }
    }

    /** Places the interfaces of all hosts that have settled. */
    private void place() {
        NavigableMap<Integer, HostReport> settled = new TreeMap<>(reports);
        settled.values().removeIf(report -> settling.containsKey(report.host()));
        Map<Integer, List<CaptureSplit>> assignment = new TreeMap<>();
        placement
                .missing(settled, held)
                .forEach(
                        (subtask, splits) -> {
                            held.computeIfAbsent(subtask, s -> new ArrayList<>()).addAll(splits);
                            assignment.put(subtask, splits.stream().map(this::resumed).toList());
                        });
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
        for (int subtask : settled.keySet()) {
            if (!held.containsKey(subtask) && idle.add(subtask)) {
                context.sendEventToSourceReader(subtask, new NoSplits());
            }
        }
    }

    private CaptureSplit resumed(LiveSplit split) {
        LiveSplit known = waiting.remove(split.splitId());
        return known == null ? split : split.at(known.position());
    }

    @Override
    public CaptureEnumeratorState snapshotState(long checkpointId) {
        return new CaptureEnumeratorState(false, List.copyOf(waiting.values()));
    }

    @Override
    public void close() {}
}
