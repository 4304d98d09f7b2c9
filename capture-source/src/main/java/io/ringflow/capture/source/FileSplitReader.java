package io.ringflow.capture.source;

import io.ringflow.capture.BatchPool;
import io.ringflow.capture.BatchRecords;
import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.file.CaptureFile;
import io.ringflow.capture.ring.BpfProgram;
import io.ringflow.model.state.InterfaceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the capture files of one reader, the one that is furthest behind in event time first, so
 * that files that overlap are merged and little has to wait downstream.
 *
 * <p>Called by the fetcher thread; {@link #wakeUp} by any thread.
 */
final class FileSplitReader implements SplitReader<PacketBatch, CaptureSplit> {

    private static final int BATCH_PACKETS = 4096;

    private final FileCapture capture;
    private final IntFunction<BpfProgram> filter;
    private final CaptureMetrics metrics;
    private final ReplayClock clock;
    private final Map<String, CaptureFile> files = new LinkedHashMap<>();
    private final List<CaptureFile> unannounced = new ArrayList<>();
    private final List<CaptureFile> paused = new ArrayList<>();
    private final BatchPool pool = new BatchPool(BATCH_PACKETS);

    FileSplitReader(FileCapture capture, IntFunction<BpfProgram> filter, CaptureMetrics metrics) {
        this.capture = capture;
        this.filter = filter;
        this.metrics = metrics;
        this.clock = new ReplayClock(capture.speed());
    }

    @Override
    public void handleSplitsChanges(SplitsChange<CaptureSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("files are only ever added");
        }
        for (CaptureSplit split : change.splits()) {
            FileSplit file = (FileSplit) split;
            CaptureFile opened =
                    new CaptureFile(
                            file.splitId(),
                            file.path(),
                            file.offset(),
                            file.newestNanos(),
                            new CaptureDecoder(capture.decode()),
                            filter);
            files.put(file.splitId(), opened);
            unannounced.add(opened);
        }
    }

    @Override
    public RecordsWithSplitIds<PacketBatch> fetch() throws IOException {
        if (!unannounced.isEmpty()) {
            return announce();
        }
        CaptureFile file = furthestBehind();
        if (file == null) {
            clock.awaitWakeUp();
            return BatchRecords.none();
        }
        long until = clock.awaitTurn(file.nextTimeNanos());
        PacketBatch batch = emptyBatch(file);
        boolean more = clock.woken() || file.read(batch, until);
        metrics.count(batch);
        return more ? records(file, batch, Set.of()) : ended(file, batch);
    }

    /**
     * An empty batch of each new split: from then on event time waits for every one of them, though
     * they are not read yet.
     */
    private RecordsWithSplitIds<PacketBatch> announce() {
        List<BatchRecords.Entry> entries = new ArrayList<>();
        for (CaptureFile file : unannounced) {
            entries.add(new BatchRecords.Entry(file.splitId(), emptyBatch(file)));
        }
        unannounced.clear();
        return new BatchRecords(entries, Set.of(), pool);
    }

    private CaptureFile furthestBehind() throws IOException {
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
        file.begin(batch);
        return batch;
    }

    private RecordsWithSplitIds<PacketBatch> ended(CaptureFile file, PacketBatch batch)
            throws IOException {
        batch.state = InterfaceStatus.State.FINISHED;
        batch.truncatedFiles = file.truncated() ? 1 : 0;
        file.close();
        files.remove(file.splitId());
        if (capture.keepOpen()) {
            // The split stays, so that the job does; event time has nothing more to wait for.
            batch.newestNanos = Long.MAX_VALUE;
            return records(file, batch, Set.of());
        }
        return records(file, batch, Set.of(file.splitId()));
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
        for (CaptureFile file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
