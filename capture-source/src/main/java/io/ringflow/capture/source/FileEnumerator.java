package io.ringflow.capture.source;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.file.RotatedFiles;
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
 * Assigns capture files to readers. A split is a file, the rotated files of one capture, or all
 * files if the user says that one observer saw them. Its life:
 *
 * <ol>
 *   <li>When every reader has registered, all splits are assigned round-robin and at once. Readers
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
    private final List<FileSplit> splits;
    private final List<FileSplit> returned;
    private boolean assigned;

    FileEnumerator(
            SplitEnumeratorContext<CaptureSplit> context,
            FileCapture capture,
            CaptureEnumeratorState state) {
        this.context = context;
        this.capture = capture;
        this.splits = splits(capture);
        this.assigned = state.filesAssigned();
        this.returned = new ArrayList<>();
        state.returned().forEach(split -> returned.add((FileSplit) split));
    }

    /** The splits of a capture, none of which has been read. */
    static List<FileSplit> splits(FileCapture capture) {
        List<RotatedFiles.Sequence> sequences = RotatedFiles.sequences(capture.files());
        List<FileSplit> splits = new ArrayList<>();
        if (!capture.observer().isEmpty()) {
            List<List<String>> paths =
                    sequences.stream().map(RotatedFiles.Sequence::paths).toList();
            return List.of(new FileSplit(capture.observer(), paths, 0));
        }
        for (RotatedFiles.Sequence sequence : sequences) {
            splits.add(
                    new FileSplit(sequence.observer(), List.of(sequence.paths()), splits.size()));
        }
        return splits;
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
            returned.addAll(splits);
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
            boolean staysOpen = capture.keepOpen() && reader < splits.size();
            if (!staysOpen) {
                context.signalNoMoreSplits(reader);
            }
        }
    }

    @Override
    public void addSplitsBack(List<CaptureSplit> lost, int subtask) {
        lost.forEach(split -> returned.add((FileSplit) split));
    }

    @Override
    public CaptureEnumeratorState snapshotState(long checkpointId) {
        return new CaptureEnumeratorState(
                assigned, List.copyOf(returned), List.of(), FileSource.HASH_SEED);
    }

    @Override
    public void close() {}
}
