package io.ringflow.job.capture;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownTypes;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.serial.CaptureFields;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The counts of one observer's captures since the job started, summed up from the reports of all
 * subtasks that read them. The task thread makes changes and queries read; all methods synchronize
 * on this object.
 */
public final class CaptureTotals {

    private static final int MAX_GAPS = 1000;
    private static final int MAX_TYPES = 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Observer observer;
    private final long[] undecoded = new long[Undecoded.COUNT];
    private final UnknownTypes undecodedTypes = new UnknownTypes(MAX_TYPES);
    private final long[] anomalies = new long[Anomaly.COUNT];
    private final List<CaptureGap> gaps = new ArrayList<>();
    private final Map<Integer, InterfaceStatus.State> states = new HashMap<>();
    private final Map<Integer, Float> ringFills = new HashMap<>();
    private long packets;
    private long bytes;
    private long drops;
    private long freezes;
    private long latePackets;
    private long truncatedFiles;
    private long firstBatchMillis = Long.MAX_VALUE;

    /** Event time that the reports have reached; MIN_VALUE if it is unknown. */
    private long newestNanos = Long.MIN_VALUE;

    private long windowStartNanos = Long.MIN_VALUE;
    private long windowPackets;
    private long windowBytes;
    private double packetsPerSecond;
    private double bitsPerSecond;

    /** Creates totals of an observer that has counted nothing. */
    public CaptureTotals(Observer observer) {
        this.observer = observer;
    }

    /** Adds the counts of a report. */
    public synchronized void add(CaptureReport report) {
        packets += report.packets;
        bytes += report.bytes;
        drops += report.drops;
        freezes += report.freezes;
        latePackets += report.latePackets;
        truncatedFiles += report.truncatedFiles;
        firstBatchMillis = Math.min(firstBatchMillis, report.firstBatchMillis);
        states.put(report.subtask, report.state);
        ringFills.put(report.subtask, report.ringFill);
        for (int reason = 0; reason < undecoded.length; reason++) {
            undecoded[reason] += report.undecoded[reason];
        }
        undecodedTypes.addAll(report.undecodedTypes);
        for (int anomaly = 0; anomaly < anomalies.length; anomaly++) {
            anomalies[anomaly] += report.anomalies[anomaly];
        }
        for (CaptureGap gap : report.gaps) {
            addGap(gap);
        }
        windowPackets += report.packets;
        windowBytes += report.bytes;
        if (report.newestNanos != Long.MIN_VALUE && report.newestNanos != Long.MAX_VALUE) {
            newestNanos = Math.max(newestNanos, report.newestNanos);
            closeWindow(report.newestNanos);
        }
    }

    private void addGap(CaptureGap gap) {
        gaps.removeIf(gap::replaces);
        gaps.add(gap);
        if (gaps.size() > MAX_GAPS) {
            gaps.remove(0);
        }
    }

    /**
     * Returns the loss of a live capture that nobody has continued since the job was restored. How
     * long it lasted is reported when its host is back.
     *
     * @param completeNanos event time that the job has folded
     */
    public synchronized Optional<CaptureGap> lastingLoss(long completeNanos) {
        boolean lost =
                states.isEmpty()
                        && newestNanos != Long.MIN_VALUE
                        && completeNanos > newestNanos
                        && !observer.host().equals(Observer.REPLAY_HOST);
        return lost
                ? Optional.of(
                        new CaptureGap(
                                observer, newestNanos, Long.MAX_VALUE, 0, CaptureGap.Cause.RESTART))
                : Optional.empty();
    }

    /** Updates the rates after at least one second of event time. */
    private void closeWindow(long reportedNanos) {
        if (windowStartNanos == Long.MIN_VALUE) {
            windowStartNanos = reportedNanos;
            return;
        }
        long length = reportedNanos - windowStartNanos;
        if (length >= NANOS_PER_SECOND) {
            packetsPerSecond = windowPackets * 1e9 / length;
            bitsPerSecond = windowBytes * 8e9 / length;
            windowStartNanos = reportedNanos;
            windowPackets = 0;
            windowBytes = 0;
        }
    }

    public synchronized long packets() {
        return packets;
    }

    public synchronized long bytes() {
        return bytes;
    }

    public synchronized long truncatedFiles() {
        return truncatedFiles;
    }

    /** Returns the wall clock when the first packets were read, in milliseconds. */
    public synchronized long firstBatchMillis() {
        return firstBatchMillis;
    }

    /** Returns the number of packets that were later than allowed. */
    public synchronized long latePackets() {
        return latePackets;
    }

    /** Returns the frames that could not be decoded, by reason; reasons without any are absent. */
    public synchronized Map<String, Long> undecoded() {
        Map<String, Long> named = new TreeMap<>();
        for (int reason = 0; reason < undecoded.length; reason++) {
            if (undecoded[reason] > 0) {
                named.put(Undecoded.of(reason).text(), undecoded[reason]);
            }
        }
        return named;
    }

    /** Returns the same frames by their content, as far as it is known, the most frequent first. */
    public synchronized Map<String, Long> undecodedTypes() {
        return undecodedTypes.texts();
    }

    /** Returns the anomalies by kind; kinds without any are absent. */
    public synchronized Map<String, Long> anomalies() {
        Map<String, Long> named = new TreeMap<>();
        for (int anomaly = 0; anomaly < anomalies.length; anomaly++) {
            if (anomalies[anomaly] > 0) {
                named.put(Anomaly.of(anomaly).text(), anomalies[anomaly]);
            }
        }
        return named;
    }

    /** Returns the known capture losses in the order of their reports. */
    public synchronized List<CaptureGap> gaps() {
        return List.copyOf(gaps);
    }

    /** Returns the status that users see. If readers differ, the worst state counts. */
    public synchronized InterfaceStatus status() {
        InterfaceStatus.State worst =
                states.values().stream()
                        .filter(state -> state != InterfaceStatus.State.FINISHED)
                        .max(InterfaceStatus.State::compareTo)
                        .orElse(InterfaceStatus.State.FINISHED);
        return new InterfaceStatus(
                observer,
                worst,
                packets,
                bytes,
                packetsPerSecond,
                bitsPerSecond,
                drops,
                freezes,
                undecoded(),
                UnknownTypes.mostFrequent(undecodedTypes(), InterfaceStatus.SHOWN_TYPES),
                anomalies(),
                ringFills.values().stream().max(Float::compare).orElse(0f),
                gaps.size(),
                InterfaceStatus.NO_SKEW);
    }

    synchronized CaptureTotals copy() {
        CaptureTotals copy = new CaptureTotals(observer);
        System.arraycopy(undecoded, 0, copy.undecoded, 0, undecoded.length);
        copy.undecodedTypes.addAll(undecodedTypes);
        System.arraycopy(anomalies, 0, copy.anomalies, 0, anomalies.length);
        copy.gaps.addAll(gaps);
        copy.states.putAll(states);
        copy.ringFills.putAll(ringFills);
        copy.packets = packets;
        copy.bytes = bytes;
        copy.drops = drops;
        copy.freezes = freezes;
        copy.latePackets = latePackets;
        copy.truncatedFiles = truncatedFiles;
        copy.firstBatchMillis = firstBatchMillis;
        copy.newestNanos = newestNanos;
        copy.windowStartNanos = windowStartNanos;
        copy.windowPackets = windowPackets;
        copy.windowBytes = windowBytes;
        copy.packetsPerSecond = packetsPerSecond;
        copy.bitsPerSecond = bitsPerSecond;
        return copy;
    }

    synchronized void write(DataOutputView out) throws IOException {
        CaptureFields.writeObserver(observer, out);
        for (long count : undecoded) {
            out.writeLong(count);
        }
        CaptureFields.writeTypes(undecodedTypes, out);
        for (long count : anomalies) {
            out.writeLong(count);
        }
        out.writeInt(gaps.size());
        for (CaptureGap gap : gaps) {
            CaptureFields.writeGap(gap, out);
        }
        out.writeLong(packets);
        out.writeLong(bytes);
        out.writeLong(drops);
        out.writeLong(freezes);
        out.writeLong(latePackets);
        out.writeLong(truncatedFiles);
        out.writeLong(firstBatchMillis);
        out.writeLong(newestNanos);
    }

    /** Reads serialized totals. States and rates belonged to readers that no longer exist. */
    static CaptureTotals read(int version, DataInputView in) throws IOException {
        CaptureTotals read = new CaptureTotals(CaptureFields.readObserver(in));
        for (int reason = 0; reason < read.undecoded.length; reason++) {
            read.undecoded[reason] = in.readLong();
        }
        if (version > 1) {
            CaptureFields.readTypes(read.undecodedTypes, in);
        }
        for (int anomaly = 0; anomaly < CaptureFields.anomalies(version); anomaly++) {
            read.anomalies[anomaly] = in.readLong();
        }
        for (int left = in.readInt(); left > 0; left--) {
            read.gaps.add(CaptureFields.readGap(read.observer, in));
        }
        read.packets = in.readLong();
        read.bytes = in.readLong();
        read.drops = in.readLong();
        read.freezes = in.readLong();
        read.latePackets = in.readLong();
        read.truncatedFiles = in.readLong();
        read.firstBatchMillis = in.readLong();
        if (version > 3) {
            read.newestNanos = in.readLong();
        }
        return read;
    }
}
