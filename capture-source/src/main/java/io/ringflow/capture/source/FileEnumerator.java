package io.ringflow.capture.source;

import io.ringflow.capture.FileCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;

/**
 * Hands capture files to the readers. A file's life:
 *
 * <ol>
 *   <li>When every reader has registered, the files are dealt out in turn, all at once: the readers
 *       know all their files before they read, so that event time waits for each of them.
 *   <li>Each reader is told that no more files come, and ends when it has read its own; one that
 *       keeps the job open is not told.
 *   <li>A reader that is lost before its first checkpoint gives its files back; they wait for it to
 *       register again. After a later one, the reader's own state holds them.
 * </ol>
 *
 * <p>All methods are called by the coordinator's thread.
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
        // Readers don't ask: all files are assigned at once.
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
