package io.ringflow.capture.source;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Assigns each host's interfaces to the readers on that host. The life of a live split:
 *
 * <ol>
 *   <li>A reader registers and reports its host and the interfaces that the settings select there.
 *   <li>When every reader has reported, {@link LivePlacement} places the splits. Readers without a
 *       split are idle, so that they don't hold event time back, and wait for an interface to
 *       appear.
 *   <li>When an interface appears, a reader reports again, and the new interface is placed.
 *   <li>When a reader is lost, its splits are dropped. Its successor reports from the host on which
 *       it runs, and gets interfaces of that host.
 * </ol>
 *
 * <p>All methods are called by the coordinator thread.
 */
final class LiveEnumerator implements SplitEnumerator<CaptureSplit, CaptureEnumeratorState> {

    private final SplitEnumeratorContext<CaptureSplit> context;
    private final LivePlacement placement;
    private final NavigableMap<Integer, HostReport> reports = new TreeMap<>();
    private final Map<Integer, List<LiveSplit>> held = new HashMap<>();

    LiveEnumerator(SplitEnumeratorContext<CaptureSplit> context, LiveCapture capture) {
        this.context = context;
        this.placement = new LivePlacement(capture.fanout().readersPerHost());
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        // Readers don't request splits: they report their host.
    }

    @Override
    public void addReader(int subtask) {
        // The reader will report its host.
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof HostReport report) {
            reports.put(subtask, report);
            place();
        }
    }

    private void place() {
        if (!reports.keySet().containsAll(context.registeredReaders().keySet())
                || context.registeredReaders().size() < context.currentParallelism()) {
            return;
        }
        Map<Integer, List<CaptureSplit>> assignment = new TreeMap<>();
        placement
                .missing(reports, held)
                .forEach(
                        (subtask, splits) -> {
                            held.computeIfAbsent(subtask, s -> new ArrayList<>()).addAll(splits);
                            assignment.put(subtask, List.copyOf(splits));
                        });
        context.assignSplits(new SplitsAssignment<>(assignment));
    }

    @Override
    public void addSplitsBack(List<CaptureSplit> splits, int subtask) {
        held.remove(subtask);
        reports.remove(subtask);
    }

    @Override
    public CaptureEnumeratorState snapshotState(long checkpointId) {
        return CaptureEnumeratorState.INITIAL;
    }

    @Override
    public void close() {}
}
