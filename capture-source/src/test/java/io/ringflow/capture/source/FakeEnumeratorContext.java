package io.ringflow.capture.source;

import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;

/** Notes what an enumerator sends to readers. Periodic calls run when the test says so. */
final class FakeEnumeratorContext implements SplitEnumeratorContext<CaptureSplit> {

    final Map<Integer, ReaderInfo> readers = new HashMap<>();
    final Map<Integer, List<LiveSplit>> assigned = new TreeMap<>();
    final Map<Integer, List<SourceEvent>> events = new TreeMap<>();
    private final int parallelism;
    private Runnable periodic = () -> {};

    FakeEnumeratorContext(int parallelism) {
        this.parallelism = parallelism;
    }

    /** Runs the periodic call. */
    void tick() {
        periodic.run();
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        check(subtask);
        events.computeIfAbsent(subtask, s -> new ArrayList<>()).add(event);
    }

    private void check(int subtask) {
        if (!readers.containsKey(subtask)) {
            throw new IllegalArgumentException("Reader " + subtask + " is not registered");
        }
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<CaptureSplit> assignment) {
        assignment
                .assignment()
                .forEach(
                        (subtask, splits) -> {
                            check(subtask);
                            for (CaptureSplit split : splits) {
                                assigned.computeIfAbsent(subtask, s -> new ArrayList<>())
                                        .add((LiveSplit) split);
                            }
                        });
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
        periodic =
                () -> {
                    try {
                        handler.accept(callable.call(), null);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                };
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        runnable.run();
    }
}
