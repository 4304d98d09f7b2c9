package io.ringflow.capture.report;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownTypes;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The counts of one subtask's capture of one observer since its last report. Reports travel with
 * the fragments, so after a failure nothing is missing in them and nothing is counted twice.
 * Mutable, not thread-safe.
 */
public final class CaptureReport {

    private static final int MAX_TYPES = 256;

    /** The fields and their objects. */
    private static final long FIXED_BYTES = 400;

    private static final long GAP_BYTES = 56;

    /** The host and interface that saw the packets; set by the sender. */
    public Observer observer;

    /** Index of the subtask that captures. */
    public int subtask;

    /** The state of the interface at the last batch. */
    public InterfaceStatus.State state = InterfaceStatus.State.UP;

    /** Frames read, decoded or not. */
    public long packets;

    /** Bytes of those frames on the wire. */
    public long bytes;

    /** Packets that the kernel dropped. */
    public long drops;

    /** How often the ring became full. */
    public long freezes;

    /** Packets that were later than allowed. */
    public long latePackets;

    /** Files that were truncated or damaged. */
    public int truncatedFiles;

    /** Share of the ring that waited for the reader at the last batch, 0 to 1. */
    public float ringFill;

    /** Frames that gave no packet, by the ordinal of {@link Undecoded}. */
    public final long[] undecoded = new long[Undecoded.COUNT];

    /** The types in those frames, as far as they are known. */
    public final UnknownTypes undecodedTypes = new UnknownTypes(MAX_TYPES);

    /** Anomalies of recorded packets, by the ordinal of {@link Anomaly}. */
    public final long[] anomalies = new long[Anomaly.COUNT];

    /** Newest event time of the split, nanoseconds since the epoch. */
    public long newestNanos;

    /** Newest event time, or that of the last packet after the end of the split. */
    public long lastNanos = Long.MIN_VALUE;

    /** Sizes of the packets; not counted if the job can't be queried. */
    public final PacketSizes sizes;

    /** Wall clock when the report's first batch arrived, milliseconds since the epoch. */
    public long firstBatchMillis;

    /** Capture losses that started or ended. */
    public final List<CaptureGap> gaps = new ArrayList<>();

    /**
     * Creates an empty report.
     *
     * @param countsSizes whether packet sizes are counted
     */
    public CaptureReport(boolean countsSizes) {
        sizes = countsSizes ? new PacketSizes() : PacketSizes.none();
    }

    /** Adds the counts of a batch. Event time does not depend on them. */
    public void add(PacketBatch batch) {
        state = batch.state;
        packets += batch.frames;
        bytes += batch.frameBytes;
        drops += batch.drops;
        freezes += batch.freezes;
        truncatedFiles += batch.truncatedFiles;
        ringFill = batch.ringFill;
        for (int reason = 0; reason < undecoded.length; reason++) {
            undecoded[reason] += batch.undecoded[reason];
        }
        undecodedTypes.addAll(batch.undecodedTypes);
        for (int anomaly = 0; anomaly < anomalies.length; anomaly++) {
            anomalies[anomaly] += batch.anomalies[anomaly];
        }
        if (batch.gap != null) {
            gaps.add(batch.gap);
        }
    }

    /**
     * Adds the counts of the report after this one. State, fill and event time are those of the
     * later one.
     */
    public void add(CaptureReport later) {
        state = later.state;
        packets += later.packets;
        bytes += later.bytes;
        drops += later.drops;
        freezes += later.freezes;
        latePackets += later.latePackets;
        truncatedFiles += later.truncatedFiles;
        ringFill = later.ringFill;
        for (int reason = 0; reason < undecoded.length; reason++) {
            undecoded[reason] += later.undecoded[reason];
        }
        undecodedTypes.addAll(later.undecodedTypes);
        for (int anomaly = 0; anomaly < anomalies.length; anomaly++) {
            anomalies[anomaly] += later.anomalies[anomaly];
        }
        newestNanos = later.newestNanos;
        lastNanos = Math.max(lastNanos, later.lastNanos);
        sizes.addAll(later.sizes);
        gaps.addAll(later.gaps);
    }

    /** Returns a report with the same content. */
    public CaptureReport copy() {
        CaptureReport copy = new CaptureReport(sizes.counts());
        copy.add(this);
        copy.observer = observer;
        copy.subtask = subtask;
        copy.firstBatchMillis = firstBatchMillis;
        return copy;
    }

    /** Memory that the report takes, in bytes; approximate. */
    public long memoryBytes() {
        int counters = undecoded.length + anomalies.length + 2 * undecodedTypes.size();
        return FIXED_BYTES
                + sizes.memoryBytes()
                + (long) Long.BYTES * counters
                + GAP_BYTES * gaps.size();
    }

    /** Adds a loss caused by a restart of the job. */
    public void addLoss(CaptureGap gap, long droppedPackets) {
        drops += droppedPackets;
        gaps.add(gap);
    }

    /** Returns the Flink key of the observer's reports. */
    public String observerKey() {
        return observer.host() + '\n' + observer.interfaceName();
    }
}
