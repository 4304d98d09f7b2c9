package io.ringflow.job.local;

import io.ringflow.capture.Anomaly;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownTypes;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.InterfaceStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What one subtask's capture of one observer counted since its last report. Reports travel with the
 * flows' fragments, so that what was counted before a failure stays counted, and nothing twice.
 */
public final class CaptureReport {

    private static final int MOST_TYPES = 256;

    public Observer observer;

    /** Number of the subtask that captures. */
    public int subtask;

    public InterfaceStatus.State state = InterfaceStatus.State.UP;
    public long packets;
    public long bytes;
    public long drops;
    public long freezes;
    public long latePackets;
    public int truncatedFiles;
    public float ringFill;
    public final long[] undecoded = new long[Undecoded.COUNT];
    public final UnknownTypes undecodedTypes = new UnknownTypes(MOST_TYPES);
    public final long[] anomalies = new long[Anomaly.COUNT];

    /** Newest event time of the split, nanoseconds since the epoch. */
    public long newestNanos;

    /** The same, but at the split's end that of its last packet. */
    public long lastNanos = Long.MIN_VALUE;

    /** Sizes of the packets; none where nobody can ask. */
    public final PacketSizes sizes;

    /** Wall clock when the report's first batch arrived, milliseconds since the epoch. */
    public long firstBatchMillis;

    /** Capture losses that began or ended. */
    public final List<CaptureGap> gaps = new ArrayList<>();

    /**
     * An empty report.
     *
     * @param countsSizes whether it will count the sizes of packets
     */
    public CaptureReport(boolean countsSizes) {
        sizes = countsSizes ? new PacketSizes() : PacketSizes.none();
    }

    /** Adds what a batch counted. */
    void add(PacketBatch batch) {
        state = batch.state;
        packets += batch.frames;
        bytes += batch.frameBytes;
        drops += batch.drops;
        freezes += batch.freezes;
        truncatedFiles += batch.truncatedFiles;
        ringFill = batch.ringFill;
        newestNanos = batch.newestNanos;
        boolean over = newestNanos == Long.MAX_VALUE;
        lastNanos = Math.max(lastNanos, over ? batch.newestBeforeNanos : newestNanos);
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

    /** Adds what a restart of the job has lost; frames that were counted are counted no more. */
    void lost(ReadMarks.Loss loss) {
        drops += loss.drops();
        gaps.add(loss.gap());
    }

    /** One key for all reports of an observer. */
    public String observerKey() {
        return observer.host() + '\n' + observer.interfaceName();
    }
}
