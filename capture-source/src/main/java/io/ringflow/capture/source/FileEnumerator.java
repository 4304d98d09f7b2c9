package io.ringflow.capture.source;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Assigns capture files to readers. The life of a file's split:
 *
 * <ol>
 *   <li>When every reader has registered, all files are assigned round-robin and at once. Readers
 *       thus know all their files before they read, so that event time waits for each of them.
 *   <li>Each reader is then signalled that there are no more splits, and finishes when it has read
 *       its files. A reader that must keep the job running gets no signal.
 *   <li>If a reader is lost before its first checkpoint, its files are added back and wait until it
 *       registers again. After a checkpoint, the reader's own state holds them.
 * </ol>
 *
 * <p>All methods are called by the coordinator thread.
 */
final class FileEnumerator implements SplitEnumerator<CaptureSplit, CaptureEnumeratorState> {

    private final SplitEnumeratorContext<CaptureSplit> context;
    private final FileCapture capture;
    private final List<FileSplit> returned;
    private boolean assigned;

    FileEnumerator(
            SplitEnumeratorContext<CaptureSplit> context,
            FileCapture capture,
            CaptureEnumeratorState state) {
        this.context = context;
        this.capture = capture;
        this.assigned = state.filesAssigned();
        this.returned = new ArrayList<>(state.returned());
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        // Readers don't request splits: all files are assigned at once.
    }

    @Override
    public void addReader(int subtask) {
        if (context.registeredReaders().size() < context.currentParallelism()) {
            return;
        }
        if (!assigned) {
            for (int i = 0; i < capture.files().size(); i++) {
                returned.add(FileSplit.unread(capture.files().get(i), i));
            }
            assigned = true;
        }
        Map<Integer, List<CaptureSplit>> bySubtask = new TreeMap<>();
        for (FileSplit split : returned) {
            bySubtask
                    .computeIfAbsent(
                            split.ordinal() % context.currentParallelism(), s -> new ArrayList<>())
                    .add(split);
        }
        returned.clear();
        context.assignSplits(new SplitsAssignment<>(bySubtask));
        for (int reader : context.registeredReaders().keySet()) {
            boolean staysOpen = capture.keepOpen() && reader < capture.files().size();
            if (!staysOpen) {
                context.signalNoMoreSplits(reader);
            }
        }
    }

    @Override
    public void addSplitsBack(List<CaptureSplit> splits, int subtask) {
        splits.forEach(split -> returned.add((FileSplit) split));
    }

    @Override
    public CaptureEnumeratorState snapshotState(long checkpointId) {
        return new CaptureEnumeratorState(assigned, returned);
    }

    @Override
    public void close() {}
}
