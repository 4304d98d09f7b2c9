package io.ringflow.capture;

import io.ringflow.model.Observer;
import io.ringflow.model.TimeText;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.InterfaceStatus;
import java.util.Arrays;

/**
 * The decoded headers of the packets that one split read in one go: a ring block's, or a stretch of
 * a capture file's. Columnar: entry {@code i} of each array belongs to packet {@code i}. A batch
 * without packets is a heartbeat, which moves event time and counters.
 *
 * <p>Filled by the split reader's fetcher thread, then read by the task thread; handed over as a
 * whole and never shared. It holds copies: nothing in it points into a ring or a file buffer.
 */
public final class PacketBatch {

    private static final int MOST_TYPES = 32;

    /** Where and when the packets were seen. */
    public Observer observer;

    /** Number of packets in the columns. */
    public int size;

    /** Time of the packet, nanoseconds since the epoch. */
    public long[] timeNanos;

    /** Source address, high and low half. */
    public long[] srcHigh;

    public long[] srcLow;

    /** Destination address, high and low half. */
    public long[] dstHigh;

    public long[] dstLow;

    /** What the columns below don't hold, as {@link PacketBits} packs it. */
    public long[] bits;

    /** IP bytes: the total length that the header states, for all segments of a super-frame. */
    public int[] ipBytes;

    /**
     * IP version, DSCP, marks and the number of packets on the wire, as {@link PacketBits} packs
     * them.
     */
    public int[] ipBits;

    /** Place of the packet's entry in {@link #details}, or {@link Details#NONE}. */
    public int[] detail;

    /** What only some packets have. */
    public final Details details = new Details();

    /** Frames read, decoded or not. */
    public long frames;

    /** Bytes of those frames on the wire. */
    public long frameBytes;

    /** Frames that gave no packet, by the ordinal of {@link Undecoded}. */
    public final int[] undecoded = new int[Undecoded.COUNT];

    /** What those of them carried whose type is known; at most {@value #MOST_TYPES} types. */
    public final UnknownTypes undecodedTypes = new UnknownTypes(MOST_TYPES);

    /** What was odd about packets that were booked, by the ordinal of {@link Anomaly}. */
    public final int[] anomalies = new int[Anomaly.COUNT];

    /**
     * Newest event time of the split before this batch, nanoseconds since the epoch; {@link
     * Long#MIN_VALUE} at its begin.
     */
    public long newestBeforeNanos;

    /** Newest event time of the split with this batch. */
    public long newestNanos;

    /** Packets that the kernel dropped since the last batch. */
    public long drops;

    /** How often the ring was full since the last batch. */
    public long freezes;

    /** How much of the ring waited for the reader, 0 to 1. */
    public float ringFill;

    /** The capture's state. */
    public InterfaceStatus.State state = InterfaceStatus.State.UP;

    /** A capture loss that began or ended with this batch, or null. */
    public CaptureGap gap;

    /** Capture files that turned out to be cut off or damaged in this batch: 0 or 1. */
    public int truncatedFiles;

    /**
     * When the live capture began that this batch is of, nanoseconds since the epoch: it goes on
     * through restarts of the tasks that read it. 0 for a file.
     */
    public long captureNanos;

    /** Which of the live captures that share an interface it is, from 0. */
    public int member;

    /** Frames of that capture before this batch, whatever became of them. */
    public long framesBefore;

    /** Packets of that capture that the kernel had dropped before this batch. */
    public long dropsBefore;

    /** Position behind this batch, for the split's state. */
    public long nextOffset;

    /** An empty batch with room for {@code capacity} packets. */
    public PacketBatch(int capacity) {
        timeNanos = new long[capacity];
        srcHigh = new long[capacity];
        srcLow = new long[capacity];
        dstHigh = new long[capacity];
        dstLow = new long[capacity];
        bits = new long[capacity];
        ipBytes = new int[capacity];
        ipBits = new int[capacity];
        detail = new int[capacity];
    }

    /** The number of packets that there is room for. */
    public int capacity() {
        return timeNanos.length;
    }

    /** True where there is no room for a further packet until {@link #ensureRoom}. */
    public boolean full() {
        return size == timeNanos.length;
    }

    /** Makes room for one more packet, where there is none, by moving all columns. */
    public void ensureRoom() {
        if (full()) {
            int capacity = Math.max(16, size + size / 2);
            timeNanos = Arrays.copyOf(timeNanos, capacity);
            srcHigh = Arrays.copyOf(srcHigh, capacity);
            srcLow = Arrays.copyOf(srcLow, capacity);
            dstHigh = Arrays.copyOf(dstHigh, capacity);
            dstLow = Arrays.copyOf(dstLow, capacity);
            bits = Arrays.copyOf(bits, capacity);
            ipBytes = Arrays.copyOf(ipBytes, capacity);
            ipBits = Arrays.copyOf(ipBits, capacity);
            detail = Arrays.copyOf(detail, capacity);
        }
    }

    /** Empties the batch for the next use. */
    public void reset(Observer seenBy, long newestNanosSoFar) {
        observer = seenBy;
        size = 0;
        frames = 0;
        frameBytes = 0;
        Arrays.fill(undecoded, 0);
        undecodedTypes.clear();
        details.clear();
        Arrays.fill(anomalies, 0);
        newestBeforeNanos = newestNanosSoFar;
        newestNanos = newestNanosSoFar;
        drops = 0;
        freezes = 0;
        ringFill = 0;
        state = InterfaceStatus.State.UP;
        gap = null;
        truncatedFiles = 0;
        captureNanos = 0;
        member = 0;
        framesBefore = 0;
        dropsBefore = 0;
        nextOffset = 0;
    }

    /** The entry of a packet in {@link #details}, begun where there is none yet. */
    public int detailOf(int i) {
        if (detail[i] == Details.NONE) {
            detail[i] = details.add();
        }
        return detail[i];
    }

    /** Moves the newest event time on to that of a packet. */
    public void advance(long packetNanos) {
        if (packetNanos > newestNanos && packetNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = packetNanos;
        }
    }

    /** Counts something odd about a packet. */
    public void count(Anomaly anomaly) {
        anomalies[anomaly.ordinal()]++;
    }

    /** Counts a frame that gave no packet. */
    public void countUndecoded(Undecoded reason) {
        undecoded[reason.ordinal()]++;
    }
}
