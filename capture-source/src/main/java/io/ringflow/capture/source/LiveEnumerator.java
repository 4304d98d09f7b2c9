package io.ringflow.capture.source;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assigns each host's interfaces to the readers on that host. The life of a live split:
 *
 * <ol>
 *   <li>A reader registers. After a recovery it brings along the splits that were in its state, of
 *       which only the positions are used: their interfaces may be on another host.
 *   <li>The reader reports its host and the interfaces that the settings select there.
 *   <li>{@link LivePlacement} places the splits of that host, each at its last position: as soon as
 *       all readers have reported, or {@value #SETTLING_MILLIS} ms after the first report from the
 *       host. A host waits for another one only if a reader there brings along its positions.
 *   <li>A reader that gets no split is told so, and no longer holds event time back.
 *   <li>When an interface appears, a reader reports again, and the new interface is placed.
 *   <li>When a reader is lost, its splits are given back by Flink or are expected from its
 *       successor, which reports from the host on which it runs and gets interfaces of that host.
 * </ol>
 *
 * <p>Also collects the event time of the splits and sends their {@link ReferenceTime} to the
 * readers. All methods are called by the coordinator thread.
 */
final class LiveEnumerator implements SplitEnumerator<CaptureSplit, CaptureEnumeratorState> {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEnumerator.class);

    /** How long a host's other readers may take to report. */
    static final long SETTLING_MILLIS = 500;

    /** Interval of {@link #tick}. */
    static final long TICK_MILLIS = 500;

    /** Number of ticks between two reference times. */
    static final int REFERENCE_TICKS = 2;

    private final SplitEnumeratorContext<CaptureSplit> context;
    private final LiveCapture capture;
    private final LongSupplier epochNanos;
    private final LivePlacement placement;
    private final FanoutGroups fanoutGroups;
    private final long hashSeed;
    private final NavigableMap<Integer, HostReport> reports = new TreeMap<>();

    /** The splits that readers have, without positions. */
    private final Map<Integer, List<LiveSplit>> held = new HashMap<>();

    private final LivePositions positions = new LivePositions();
    private final ReferenceTime reference = new ReferenceTime();

    /** Number of the tick at which a host has settled. */
    private final Map<String, Long> settled = new HashMap<>();

    /** Readers that were told that they get no split. */
    private final Set<Integer> idle = new HashSet<>();

    private long ticks;

    /**
     * Creates an enumerator.
     *
     * @param job the job's id
     * @param epochNanos the coordinator's clock, nanoseconds since the epoch
     */
    LiveEnumerator(
            SplitEnumeratorContext<CaptureSplit> context,
            LiveCapture capture,
            CaptureEnumeratorState state,
            String job,
            LongSupplier epochNanos) {
        this.context = context;
        this.capture = capture;
        this.epochNanos = epochNanos;
        this.placement = new LivePlacement(capture.fanout().readersPerHost());
        this.fanoutGroups = new FanoutGroups(job);
        this.hashSeed = state.hashSeed();
        state.returned().forEach(split -> positions.put((LiveSplit) split));
        state.assigned().forEach(positions::expect);
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
        for (CaptureSplit split : reader.<CaptureSplit>getReportedSplitsOnRegistration()) {
            positions.put((LiveSplit) split);
        }
        if (context.registeredReaders().size() == context.currentParallelism()) {
            positions.expectNoMore();
            place();
        }
    }

    /** Takes back the splits that were assigned after the checkpoint to which a reader returns. */
    @Override
    public void addSplitsBack(List<CaptureSplit> splits, int subtask) {
        splits.forEach(split -> positions.put((LiveSplit) split));
        forget(subtask);
    }

    private void forget(int subtask) {
        for (LiveSplit lost : held.getOrDefault(subtask, List.of())) {
            positions.expect(lost);
            reference.remove(lost.splitId());
        }
        held.remove(subtask);
        reports.remove(subtask);
        idle.remove(subtask);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof HostReport report) {
            boolean known =
                    reports.values().stream().anyMatch(old -> old.host().equals(report.host()));
            if (!known) {
                settled.put(report.host(), ticks + SETTLING_MILLIS / TICK_MILLIS);
            }
            reports.put(subtask, report);
            place();
        } else if (event instanceof SplitTimes times) {
            times.nanosBySplit()
                    .forEach((split, nanos) -> reference.report(split, nanos, ticks * TICK_MILLIS));
        }
    }

    private void tick() {
        ticks++;
        place();
        if (ticks % REFERENCE_TICKS == 0) {
            OptionalLong nanos = reference.nanos(ticks * TICK_MILLIS, epochNanos.getAsLong());
            if (nanos.isPresent()) {
                ReferenceEvent event = new ReferenceEvent(nanos.getAsLong());
                held.keySet().stream()
                        .filter(context.registeredReaders()::containsKey)
                        .forEach(reader -> context.sendEventToSourceReader(reader, event));
            }
        }
    }

    /** Places the interfaces of all hosts that have settled. */
    private void place() {
        NavigableMap<Integer, HostReport> ready = ready();
        Map<Integer, List<CaptureSplit>> assignment = new TreeMap<>();
        placement
                .missing(ready, held, positions.known())
                .forEach(
                        (subtask, splits) -> {
                            held.computeIfAbsent(subtask, s -> new ArrayList<>()).addAll(splits);
                            assignment.put(
                                    subtask,
                                    splits.stream()
                                            .map(positions::take)
                                            .<CaptureSplit>map(
                                                    split ->
                                                            split.assigned(
                                                                    hashSeed,
                                                                    fanoutGroups.of(split),
                                                                    epochNanos.getAsLong()))
                                            .toList());
                        });
        if (!assignment.isEmpty()) {
            context.assignSplits(new SplitsAssignment<>(assignment));
        }
        ready.values().stream().map(HostReport::host).distinct().forEach(this::dropRest);
        for (int subtask : ready.keySet()) {
            if (!held.containsKey(subtask) && idle.add(subtask)) {
                context.sendEventToSourceReader(subtask, new NoSplits());
            }
        }
    }

    /** The reports of the readers on hosts that have settled. */
    private NavigableMap<Integer, HostReport> ready() {
        Set<Integer> registered = context.registeredReaders().keySet();
        boolean complete =
                registered.size() == context.currentParallelism()
                        && reports.keySet().containsAll(registered);
        NavigableMap<Integer, HostReport> ready = new TreeMap<>();
        reports.forEach(
                (subtask, report) -> {
                    String host = report.host();
                    // Nothing can be sent to a reader that has failed and was not reset yet.
                    if (registered.contains(subtask)
                            && (complete || ticks >= settled.get(host))
                            && !positions.expectsAny(host)) {
                        ready.put(subtask, withNamed(report));
                    }
                });
        return ready;
    }

    /**
     * Adds interfaces that were captured before and that the settings name. They may be missing for
     * a moment only, and their logs may have entries.
     */
    private HostReport withNamed(HostReport report) {
        Set<String> names = new TreeSet<>(report.interfaces());
        for (LiveSplit split : positions.known()) {
            if (split.host().equals(report.host())
                    && capture.interfaces().contains(split.interfaceName())
                    && !capture.exclude().contains(split.interfaceName())) {
                names.add(split.interfaceName());
            }
        }
        return new HostReport(report.host(), List.copyOf(names));
    }

    private void dropRest(String host) {
        for (LiveSplit split : positions.drop(known -> known.host().equals(host))) {
            LOG.warn(
                    "{}: no longer captured by {} readers; what its capture has not emitted is"
                            + " dropped",
                    split.splitId(),
                    split.members());
        }
    }

    @Override
    public CaptureEnumeratorState snapshotState(long checkpointId) {
        List<LiveSplit> assigned = new ArrayList<>(positions.expected());
        held.values().forEach(assigned::addAll);
        return new CaptureEnumeratorState(
                false, List.copyOf(positions.known()), assigned, hashSeed);
    }

    @Override
    public void close() {}
}
