package io.ringflow.capture.source;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.file.CaptureFile;
import io.ringflow.capture.file.CaptureFiles;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.BatchRecords;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the capture files of one source reader. It always reads the file that is furthest behind in
 * event time, so that files that overlap in time are merged and little data waits downstream.
 *
 * <p>All methods but {@link #wakeUp} are called by the fetcher thread.
 */
final class FileSplitReader implements SplitReader<PacketBatch, CaptureSplit> {

    private static final int BATCH_PACKETS = 4096;

    private final FileCapture capture;
    private final IntFunction<BpfProgram> filter;
    private final CaptureMetrics metrics;
    private final ReplayControl control;
    private final ReplayClock clock;
    private final Runnable wakeUp = this::wakeUp;
    private final Map<String, CaptureFile> files = new LinkedHashMap<>();
    private final List<CaptureFile> unannounced = new ArrayList<>();
    private final List<CaptureFile> paused = new ArrayList<>();

    /** Splits whose files have ended but which keep the job running. */
    private final Set<String> kept = new LinkedHashSet<>();

    private final BatchPool pool = new BatchPool(BATCH_PACKETS);

    FileSplitReader(
            FileCapture capture,
            IntFunction<BpfProgram> filter,
            CaptureMetrics metrics,
            ReplayControl control) {
        this.capture = capture;
        this.filter = filter;
        this.metrics = metrics;
        this.clock = new ReplayClock(capture.speed());
        this.control = control;
        control.add(wakeUp);
    }

    @Override
    public void handleSplitsChanges(SplitsChange<CaptureSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("file splits can only be added: " + change);
        }
        for (CaptureSplit split : change.splits()) {
            FileSplit file = (FileSplit) split;
            checkReadOnce(file);
            CaptureFile opened =
                    new CaptureFile(file, new CaptureDecoder(capture.decode()), filter, wakeUp);
            files.put(file.splitId(), opened);
            unannounced.add(opened);
        }
    }

    /** Refuses a pipe that was read before a failure: what was read then is lost. */
    private void checkReadOnce(FileSplit file) {
        if (CaptureFiles.isReadOnce(file.path())
                && (file.offset() > 0 || !control.claim(file.path()))) {
            throw new CaptureException(
                    file.path()
                            + ": was read in part before the replay failed, and can't be read"
                            + " again; replay a file instead");
        }
    }

    @Override
    public RecordsWithSplitIds<PacketBatch> fetch() throws IOException {
        if (!control.mayRead()) {
            return endNext();
        }
        if (!unannounced.isEmpty()) {
            return announce();
        }
        CaptureFile file = furthestBehind();
        if (file == null) {
            clock.awaitWakeUp();
            return BatchRecords.none();
        }
        long next = file.nextTimeNanos();
        if (file.silent()) {
            // The other files wait too, because event time can't pass this one.
            clock.awaitWakeUp();
            return BatchRecords.none();
        }
        long until = clock.awaitTurn(next);
        PacketBatch batch = emptyBatch(file);
        boolean more = clock.woken() || file.read(batch, until);
        metrics.count(batch);
        return more ? records(file, batch, Set.of()) : ended(file, batch);
    }

    /**
     * Emits an empty batch for each new split. From then on, event time waits for every one of
     * them, even before it is read.
     */
    private RecordsWithSplitIds<PacketBatch> announce() {
        List<BatchRecords.Entry> entries = new ArrayList<>();
        for (CaptureFile file : unannounced) {
            entries.add(new BatchRecords.Entry(file.splitId(), emptyBatch(file)));
        }
        unannounced.clear();
        return new BatchRecords(entries, Set.of(), pool);
    }

    private CaptureFile furthestBehind() {
        if (files.size() == 1 && paused.isEmpty()) {
            return files.values().iterator().next();
        }
        List<CaptureFile> candidates = new ArrayList<>(files.values());
        candidates.removeAll(paused);
        for (CaptureFile file : candidates) {
            file.nextTimeNanos();
        }
        return candidates.stream()
                .min(Comparator.comparingLong(CaptureFile::knownNextTimeNanos))
                .orElse(null);
    }

    private PacketBatch emptyBatch(CaptureFile file) {
        PacketBatch batch = pool.take();
        file.reset(batch);
        return batch;
    }

    private RecordsWithSplitIds<PacketBatch> ended(CaptureFile file, PacketBatch batch)
            throws IOException {
        if (!capture.keepOpen()) {
            return finished(file, batch);
        }
        // The split stays so that the job keeps running, but event time need not wait for it.
        close(file, batch);
        batch.newestNanos = Long.MAX_VALUE;
        kept.add(file.splitId());
        return records(file, batch, Set.of());
    }

    private RecordsWithSplitIds<PacketBatch> finished(CaptureFile file, PacketBatch batch)
            throws IOException {
        close(file, batch);
        return records(file, batch, Set.of(file.splitId()));
    }

    private void close(CaptureFile file, PacketBatch batch) throws IOException {
        batch.state = InterfaceStatus.State.FINISHED;
        batch.truncatedFiles = file.truncated() ? 1 : 0;
        file.close();
        files.remove(file.splitId());
    }

    /** Ends the next file at its current position, even if it has not been read at all. */
    private RecordsWithSplitIds<PacketBatch> endNext() throws IOException {
        unannounced.clear();
        if (!kept.isEmpty()) {
            Set<String> finished = Set.copyOf(kept);
            kept.clear();
            return new BatchRecords(List.of(), finished, pool);
        }
        if (files.isEmpty()) {
            clock.awaitWakeUp();
            return BatchRecords.none();
        }
        CaptureFile file = files.values().iterator().next();
        PacketBatch batch = emptyBatch(file);
        boolean more = file.end(batch);
        metrics.count(batch);
        return more ? records(file, batch, Set.of()) : finished(file, batch);
    }

    private RecordsWithSplitIds<PacketBatch> records(
            CaptureFile file, PacketBatch batch, Set<String> finished) {
        return new BatchRecords(
                List.of(new BatchRecords.Entry(file.splitId(), batch)), finished, pool);
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<CaptureSplit> splitsToPause, Collection<CaptureSplit> splitsToResume) {
        splitsToPause.forEach(split -> paused.add(files.get(split.splitId())));
        splitsToResume.forEach(split -> paused.remove(files.get(split.splitId())));
    }

    @Override
    public void wakeUp() {
        clock.wakeUp();
    }

    @Override
    public void close() throws IOException {
        control.remove(wakeUp);
        for (CaptureFile file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
