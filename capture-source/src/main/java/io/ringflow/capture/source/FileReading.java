package io.ringflow.capture.source;

import io.ringflow.capture.FileCapture;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.file.OpenFiles;
import io.ringflow.capture.file.SplitFiles;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A file split being read: its packets are decoded and folded from the start, and the buckets that
 * were emitted before a failure are left out. Owned and used by the fetcher thread.
 *
 * @param <P> what the fold keeps of the packets
 */
final class FileReading<P> implements Closeable {

    /** Packets of a group; few enough to stay in the first-level cache. */
    private static final int GROUP = 32;

    /**
     * How far a packet may be ahead of event time to count for the order in which files are read.
     * One that is further ahead may be wild, which shows when it is read.
     */
    private static final long PLAUSIBLE_NANOS = 60_000_000_000L;

    private final FileSplit split;
    private final boolean follow;
    private final Observer observer;
    private final CaptureDecoder decoder;
    private final CaptureFold<P> fold;
    private final PacketBatch group;
    private SplitFiles files;
    private long closed;

    /** Frames that have been read. */
    private long frames;

    private long eventNanos = Long.MIN_VALUE;
    private boolean ended;

    /**
     * A split of which nothing has been read.
     *
     * @param newFold creates the fold of an observer's packets
     */
    FileReading(FileSplit split, FileCapture capture, Function<Observer, CaptureFold<P>> newFold) {
        this.split = split;
        this.follow = capture.follow();
        this.observer = new Observer(Observer.REPLAY_HOST, split.observer());
        this.decoder = new CaptureDecoder(capture.decode());
        this.fold = newFold.apply(observer);
        this.group = new PacketBatch(capture.speed() == 0 ? GROUP : 1);
        this.group.newestNanos = Long.MIN_VALUE;
    }

    String splitId() {
        return split.splitId();
    }

    /**
     * Looks at the files' first packets.
     *
     * @return a record that announces the split, so that event time waits for it from now on
     */
    FileRecord<P> announce(IntFunction<BpfProgram> filter, OpenFiles openFiles, Runnable arrival) {
        files = new SplitFiles(split, decoder, filter, openFiles, arrival, follow);
        eventNanos = files.boundNanos();
        return mark(eventNanos);
    }

    private FileRecord<P> mark(long newestNanos) {
        CaptureReport report = new CaptureReport(false);
        report.observer = observer;
        report.newestNanos = newestNanos;
        report.firstBatchMillis = System.currentTimeMillis();
        if (ended) {
            report.state = InterfaceStatus.State.FINISHED;
            report.lastNanos = eventNanos;
        }
        return new FileRecord<>(new Closed<>(report, null, 0), split.emitted(), split.counted());
    }

    /** Finds the next packet. Returns false if all have been read. */
    boolean hasNext() throws IOException {
        return files.hasNext();
    }

    /** Returns true if the next packet has not arrived yet, as from a pipe. */
    boolean silent() {
        return files.silent();
    }

    /** Returns true if all files have been read and all buckets were returned. */
    boolean ended() {
        return ended;
    }

    /**
     * Event time at which the split continues, or a time before that if the next packet is not
     * known yet; {@link Long#MIN_VALUE} if nothing is known.
     */
    long positionNanos() {
        long next = files.boundNanos();
        if (next == Long.MAX_VALUE) {
            return eventNanos;
        }
        if (eventNanos == Long.MIN_VALUE || next == Long.MIN_VALUE) {
            return next;
        }
        return Math.clamp(next, eventNanos, eventNanos + PLAUSIBLE_NANOS);
    }

    /** Returns true if the position is exact; otherwise it has moved forward by this look. */
    boolean isExact() throws IOException {
        long before = positionNanos();
        var unused = files.hasNext();
        return positionNanos() <= before;
    }

    /**
     * Reads until buckets close, a number of packets has been read, the files are silent, or they
     * end.
     *
     * @param most number of packets to read
     * @param untilNanos packets later than this are left for the next call
     * @return closed buckets that have not been emitted before
     */
    List<FileRecord<P>> read(int most, long untilNanos) throws IOException {
        List<FileRecord<P>> records = new ArrayList<>();
        for (int left = most; left > 0; left -= group.capacity()) {
            if (!files.hasNext()) {
                end(records);
                return records;
            }
            if (files.silent() || positionNanos() > untilNanos) {
                return records;
            }
            readGroup(untilNanos);
            if (poll(records)) {
                return records;
            }
        }
        return records;
    }

    /**
     * Folds the next packets. Frames that were counted before are not counted again, although
     * buckets that come now may contain their packets: a bucket that closes within a group counts
     * all of the group.
     */
    private void readGroup(long untilNanos) throws IOException {
        group.reset(observer, group.newestNanos);
        long countedBefore = split.counted() - frames;
        group.counted = countedBefore > 0;
        int most = group.capacity();
        if (group.counted) {
            most = (int) Math.min(most, countedBefore);
        }
        files.read(group, most, Math.max(untilNanos, files.nextNanos()));
        frames += group.frames;
        fold.add(group);
    }

    private void end(List<FileRecord<P>> records) {
        group.reset(observer, group.newestNanos);
        files.end(group);
        fold.add(group);
        fold.report().truncatedFiles += files.takeTruncated();
        fold.report().state = InterfaceStatus.State.FINISHED;
        fold.end();
        ended = true;
        poll(records);
        if (records.isEmpty()) {
            records.add(mark(Long.MAX_VALUE));
        }
    }

    /** Returns true if buckets have closed. */
    private boolean poll(List<FileRecord<P>> records) {
        Closed<P> next = fold.poll();
        boolean any = next != null;
        while (next != null) {
            closed++;
            if (next.report().newestNanos != Long.MAX_VALUE) {
                eventNanos = Math.max(eventNanos, next.report().newestNanos);
            }
            if (closed > split.emitted()) {
                records.add(new FileRecord<>(next, closed, frames));
            }
            next = fold.poll();
        }
        return any && !records.isEmpty();
    }

    /** Ends the files after what pipes have already delivered. */
    void stop() throws IOException {
        files.stop();
    }

    @Override
    public void close() throws IOException {
        if (files != null) {
            files.close();
        }
    }
}
