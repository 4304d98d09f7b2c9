package io.ringflow.capture.source;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.host.HostWatch;
import io.ringflow.capture.live.LiveCaptures;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;

/**
 * A source reader of live captures. It has no thread: the captures append to their logs on threads
 * of their own, and the task thread takes the entries from there. The position of a split moves
 * with each entry; a completed checkpoint trims the log up to the position that it contains.
 *
 * <p>All methods are called by the task thread.
 *
 * @param <P> what the logs keep of the packets
 * @param <T> the records of the source
 */
final class LiveSourceReader<P, T> implements SourceReader<T, CaptureSplit> {

    /** How often the enumerator hears the event time of the splits. */
    private static final long TIMES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LiveCapture capture;
    private final CaptureRecords<P, T> records;
    private final boolean checkpointed;
    private final LiveCaptures captures;
    private final CaptureMetrics metrics;
    private final HostWatch hostWatch;
    private final LiveDrain.Key drainKey;
    private final SourceReaderContext context;
    private final CaptureRecords.Emitter<P, T> emitter;
    private final EventTimeBounds bounds = new EventTimeBounds();
    private final Map<String, LiveReading<P>> readings = new LinkedHashMap<>();

    /** Positions by split that each running checkpoint contains. */
    private final TreeMap<Long, Map<String, LogPosition>> checkpoints = new TreeMap<>();

    /** Completed when something may have arrived since the last poll. */
    private final AtomicReference<CompletableFuture<Void>> arrival =
            new AtomicReference<>(new CompletableFuture<>());

    /** The splits in the order in which they take turns. Written by the task thread. */
    private volatile List<LiveReading<P>> turns = List.of();

    private int turn;

    /** Whether the enumerator has said that the reader gets no split. */
    private boolean withoutSplits;

    private boolean idle;
    private long timesSentNanos = System.nanoTime();

    private LiveSourceReader(
            LiveCapture capture,
            CaptureRecords<P, T> records,
            boolean checkpointed,
            LiveCaptures captures,
            SourceReaderContext context) {
        this.capture = capture;
        this.records = records;
        this.checkpointed = checkpointed;
        this.captures = captures;
        this.context = context;
        this.metrics = new CaptureMetrics(context.metricGroup());
        this.hostWatch = new HostWatch(capture, context);
        this.drainKey = new LiveDrain.Key(job(context), context.getIndexOfSubtask());
        this.emitter = records.newEmitter(context.getIndexOfSubtask());
    }

    /**
     * Creates a reader without splits.
     *
     * @param checkpointed whether the job has checkpoints; if not, logs are trimmed when their
     *     entries have been emitted
     */
    static <P, T> LiveSourceReader<P, T> of(
            LiveCapture capture,
            CaptureRecords<P, T> records,
            boolean checkpointed,
            SourceReaderContext context) {
        String job = job(context);
        LiveCaptures captures =
                job == null
                        ? LiveCaptures.none()
                        : LiveCaptures.ofJob(job, context.getUserCodeClassLoader());
        return new LiveSourceReader<>(capture, records, checkpointed, captures, context);
    }

    private static String job(SourceReaderContext context) {
        return context.metricGroup().getAllVariables().get(CaptureSource.JOB_ID);
    }

    @Override
    public void start() {
        LiveDrain.register(drainKey, this);
        hostWatch.start();
    }

    @Override
    public void addSplits(List<CaptureSplit> splits) {
        for (CaptureSplit split : splits) {
            LiveSplit live = (LiveSplit) split;
            LogReader<P> log =
                    captures.open(
                            capture,
                            live,
                            () ->
                                    records.newFold(
                                            new Observer(live.host(), live.interfaceName()),
                                            live.hashSeed()),
                            records.merger(),
                            this::arrived);
            readings.put(live.splitId(), new LiveReading<>(live, log, records, System.nanoTime()));
            metrics.log(live.interfaceName(), log::status);
        }
        turns = List.copyOf(readings.values());
        arrived();
    }

    /** Called by the threads of captures too. */
    private void arrived() {
        arrival.get().complete(null);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return arrival.get();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
        if (arrival.get().isDone()) {
            // Before the logs are looked at, so that no arrival after that is missed.
            arrival.set(new CompletableFuture<>());
        }
        updateIdleness(output);
        long now = System.nanoTime();
        sendTimes(now);
        List<LiveReading<P>> all = turns;
        for (int i = 0; i < all.size(); i++) {
            turn = turn + 1 < all.size() ? turn + 1 : 0;
            LiveReading<P> reading = all.get(turn);
            SourceOutput<T> splitOutput = output.createOutputForSplit(reading.split().splitId());
            boolean mayEmit = reading.mayEmit(bounds, now);
            reading.moveUp(bounds, now, splitOutput);
            if (mayEmit) {
                emit(reading, splitOutput);
                return InputStatus.MORE_AVAILABLE;
            }
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    /** A reader without splits doesn't hold event time back. */
    private void updateIdleness(ReaderOutput<T> output) {
        boolean isIdle = withoutSplits && turns.isEmpty();
        if (isIdle && !idle) {
            output.markIdle();
        } else if (idle && !isIdle) {
            output.markActive();
        }
        idle = isIdle;
    }

    private void sendTimes(long nowNanos) {
        if (turns.isEmpty() || nowNanos - timesSentNanos < TIMES_NANOS) {
            return;
        }
        timesSentNanos = nowNanos;
        Map<String, Long> times = new HashMap<>();
        for (LiveReading<P> reading : turns) {
            if (reading.captureNanos() != Long.MIN_VALUE) {
                times.put(reading.split().splitId(), reading.captureNanos());
            }
        }
        context.sendSourceEventToCoordinator(new SplitTimes(times));
    }

    private void emit(LiveReading<P> reading, SourceOutput<T> output) {
        metrics.count(reading.emit(emitter, output));
        if (!checkpointed) {
            reading.log().trim(reading.split().position());
        }
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof NoSplits) {
            withoutSplits = true;
        } else if (event instanceof ReferenceEvent reference) {
            bounds.reference(reference.nanos(), System.nanoTime());
        }
        // The task polls again.
        arrived();
    }

    @Override
    public void notifyNoMoreSplits() {
        // Live captures never run out of splits: an interface may appear.
    }

    @Override
    public List<CaptureSplit> snapshotState(long checkpointId) {
        Map<String, LogPosition> positions = new LinkedHashMap<>();
        List<CaptureSplit> splits = new ArrayList<>();
        readings.forEach(
                (id, reading) -> {
                    LiveSplit split = reading.split();
                    positions.put(id, split.position());
                    splits.add(split);
                });
        checkpoints.put(checkpointId, positions);
        return splits;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        Map<String, LogPosition> positions = checkpoints.get(checkpointId);
        if (positions != null) {
            positions.forEach(
                    (id, position) -> {
                        LiveReading<P> reading = readings.get(id);
                        if (reading != null) {
                            reading.log().trim(position);
                        }
                    });
        }
        checkpoints.headMap(checkpointId, true).clear();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        checkpoints.remove(checkpointId);
    }

    /**
     * Ends the captures and emits what their logs still hold. Called by the task thread at the end
     * of a job, when the reader is no longer polled.
     *
     * @param wait called when nothing has arrived yet; returns false to give up
     */
    void drain(Consumer<T> output, LiveDrain.Waiting wait) throws InterruptedException {
        DrainOutput<T> to = new DrainOutput<>(output);
        turns.forEach(reading -> reading.log().finish());
        for (LiveReading<P> reading : turns) {
            boolean waiting = true;
            while (waiting && !reading.log().ended()) {
                if (reading.hasNext()) {
                    reading.emit(emitter, to);
                } else {
                    waiting = reading.log().ended() || wait.await(isAvailable());
                    arrival.set(new CompletableFuture<>());
                }
            }
        }
    }

    /** Asks the captures to end; what their logs still hold is emitted. Called by any thread. */
    void endCaptures() {
        turns.forEach(reading -> reading.log().finish());
    }

    /** Returns true if the captures have ended and all is taken from their logs. */
    boolean capturesEnded() {
        return turns.stream().allMatch(reading -> reading.log().ended());
    }

    @Override
    public void close() {
        LiveDrain.remove(drainKey, this);
        hostWatch.close();
        turns.forEach(LiveReading::close);
        turns = List.of();
        readings.clear();
    }
}
