package io.ringflow.capture.source;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.file.CaptureFiles;
import io.ringflow.capture.file.FirstPackets;
import io.ringflow.capture.file.OpenFiles;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Observer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the capture files of one source reader. It always reads the split that is furthest behind
 * in event time, so that files that overlap in time are merged and little data waits downstream.
 *
 * <p>All methods but {@link #wakeUp} are called by the fetcher thread.
 *
 * @param <P> what the fold keeps of the packets
 */
final class FileSplitReader<P> implements SplitReader<FileRecord<P>, CaptureSplit> {

    /** Packets read between two looks at wake-ups. */
    private static final int TURN_PACKETS = 4096;

    /** How long other files wait for a pipe that delivers nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** How often files that grow are looked at while they are silent. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final FileCapture capture;
    private final Function<Observer, CaptureFold<P>> newFold;
    private final IntFunction<BpfProgram> filter;
    private final ReplayControl control;
    private final ReplayClock clock;
    private final OpenFiles openFiles;
    private final ReaderAlignment.Member alignment;
    private final Runnable wakeUp = this::wakeUp;
    private final Map<String, FileReading<P>> files = new LinkedHashMap<>();
    private final List<FileReading<P>> unannounced = new ArrayList<>();
    private final Set<String> paused = new HashSet<>();

    /** Silent files that the others don't wait for. */
    private final Set<String> passedOver = new HashSet<>();

    /** Splits whose files have ended but which keep the job running. */
    private final Set<String> kept = new LinkedHashSet<>();

    private boolean started;

    /**
     * Creates a reader.
     *
     * @param newFold creates the fold of an observer's packets
     * @param filter returns the filter program for a link type; null accepts every packet
     * @param readers number of readers that share the files
     * @param job the job's id, or null
     */
    FileSplitReader(
            FileCapture capture,
            Function<Observer, CaptureFold<P>> newFold,
            IntFunction<BpfProgram> filter,
            ReplayControl control,
            int readers,
            String job) {
        this.capture = capture;
        this.newFold = newFold;
        this.filter = filter;
        this.clock = new ReplayClock(capture.speed());
        this.openFiles = OpenFiles.of(capture.files().size(), readers);
        this.control = control;
        control.add(wakeUp);
        this.alignment = ReaderAlignment.join(job, wakeUp);
    }

    @Override
    public void handleSplitsChanges(SplitsChange<CaptureSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("file splits can only be added: " + change);
        }
        for (CaptureSplit split : change.splits()) {
            FileSplit file = (FileSplit) split;
            file.paths().forEach(path -> checkReadOnce(path, file.emitted()));
            FileReading<P> reading = new FileReading<>(file, capture, newFold);
            files.put(file.splitId(), reading);
            unannounced.add(reading);
        }
    }

    /** Refuses a pipe that was read before a failure: what was read then is lost. */
    private void checkReadOnce(String path, long emitted) {
        if (CaptureFiles.isReadOnce(path) && (emitted > 0 || !control.claim(path))) {
            throw new CaptureException(
                    path
                            + ": was read in part before the replay failed, and can't be read"
                            + " again; replay a file instead");
        }
    }

    @Override
    public RecordsWithSplitIds<FileRecord<P>> fetch() throws IOException {
        if (!control.mayRead()) {
            return endNext();
        }
        if (!unannounced.isEmpty()) {
            return announce();
        }
        do {
            FileReading<P> file = furthestBehind();
            if (!alignment.mayRead(file == null ? Long.MAX_VALUE : file.positionNanos())
                    || file == null) {
                awaitWakeUp();
                return none();
            }
            if (file.hasNext() && file.silent()) {
                awaitArrival(file);
                return none();
            }
            long until = clock.awaitTurn(file.positionNanos());
            if (clock.woken()) {
                return none();
            }
            List<FileRecord<P>> records = file.read(TURN_PACKETS, until);
            if (!records.isEmpty()) {
                return records(file, records);
            }
        } while (!clock.takeWakeUp());
        return none();
    }

    /**
     * Announces each new split with the time of its first packet. From then on, event time waits
     * for every one of them, but not before their first packets.
     */
    private RecordsWithSplitIds<FileRecord<P>> announce() {
        startClock();
        RecordsBySplits.Builder<FileRecord<P>> records = new RecordsBySplits.Builder<>();
        for (FileReading<P> file : unannounced) {
            records.add(file.splitId(), file.announce(filter, openFiles, wakeUp));
        }
        unannounced.clear();
        return records.build();
    }

    /** The clock counts from the first packet of all files, those of other readers included. */
    private void startClock() {
        if (!started && capture.speed() != 0) {
            long first =
                    capture.files().stream()
                            .mapToLong(path -> FirstPackets.of(path).typicalNanos())
                            .filter(nanos -> nanos != Long.MIN_VALUE)
                            .min()
                            .orElse(Long.MIN_VALUE);
            clock.start(first, control.startedNanos());
        }
        started = true;
    }

    private FileReading<P> furthestBehind() throws IOException {
        while (true) {
            FileReading<P> behind = null;
            for (FileReading<P> file : files.values()) {
                boolean first = behind == null || file.positionNanos() < behind.positionNanos();
                if (first && !paused.contains(file.splitId()) && !isPassedOver(file)) {
                    behind = file;
                }
            }
            if (behind == null || behind.isExact()) {
                return behind;
            }
        }
    }

    private boolean isPassedOver(FileReading<P> file) throws IOException {
        if (!passedOver.contains(file.splitId())) {
            return false;
        }
        if (file.hasNext() && file.silent()) {
            return true;
        }
        passedOver.remove(file.splitId());
        return false;
    }

    /** The other files wait for a silent one, because event time can't pass it, but not forever. */
    private void awaitArrival(FileReading<P> file) {
        if (!clock.awaitWakeUp(capture.follow() ? LOOK : SILENCE)) {
            passedOver.add(file.splitId());
        }
    }

    /** Waits for a wake-up, which a file that grows does not cause. */
    private void awaitWakeUp() {
        if (capture.follow()) {
            var unused = clock.awaitWakeUp(LOOK);
        } else {
            clock.awaitWakeUp();
        }
    }

    private RecordsWithSplitIds<FileRecord<P>> records(
            FileReading<P> file, List<FileRecord<P>> read) throws IOException {
        RecordsBySplits.Builder<FileRecord<P>> records = new RecordsBySplits.Builder<>();
        for (FileRecord<P> record : read) {
            records.add(file.splitId(), record);
            alignment.emitted(record.closed().report().lastNanos, record.closed().bytes());
        }
        if (file.ended()) {
            close(file);
            if (capture.keepOpen() && control.mayRead()) {
                // The split stays so that the job keeps running.
                kept.add(file.splitId());
            } else {
                records.addFinishedSplit(file.splitId());
            }
        }
        return records.build();
    }

    private void close(FileReading<P> file) throws IOException {
        file.close();
        files.remove(file.splitId());
    }

    /** Ends the next split at its current position, even if it has not been read at all. */
    private RecordsWithSplitIds<FileRecord<P>> endNext() throws IOException {
        alignment.mayRead(Long.MAX_VALUE);
        if (!unannounced.isEmpty()) {
            return announce();
        }
        if (!kept.isEmpty()) {
            RecordsBySplits.Builder<FileRecord<P>> finished = new RecordsBySplits.Builder<>();
            kept.forEach(finished::addFinishedSplit);
            kept.clear();
            return finished.build();
        }
        if (files.isEmpty()) {
            clock.awaitWakeUp();
            return none();
        }
        FileReading<P> file = files.values().iterator().next();
        file.stop();
        List<FileRecord<P>> records = List.of();
        while (records.isEmpty()) {
            records = file.read(TURN_PACKETS, Long.MAX_VALUE);
        }
        return records(file, records);
    }

    private static <P> RecordsWithSplitIds<FileRecord<P>> none() {
        return new RecordsBySplits.Builder<FileRecord<P>>().build();
    }

    @Override
    public void pauseOrResumeSplits(
            Collection<CaptureSplit> splitsToPause, Collection<CaptureSplit> splitsToResume) {
        splitsToPause.forEach(split -> paused.add(split.splitId()));
        splitsToResume.forEach(split -> paused.remove(split.splitId()));
    }

    @Override
    public void wakeUp() {
        clock.wakeUp();
    }

    @Override
    public void close() throws IOException {
        control.remove(wakeUp);
        alignment.leave();
        for (FileReading<P> file : files.values()) {
            file.close();
        }
        files.clear();
    }
}
