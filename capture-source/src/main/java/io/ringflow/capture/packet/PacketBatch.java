package io.ringflow.capture.packet;

import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.text.TimeText;
import java.util.Arrays;

/**
 * Decoded headers of packets, and the counts of the frames that they were decoded from. Columnar:
 * row {@code i} of every array belongs to packet {@code i}. Contains only copies: nothing refers to
 * a ring or a file buffer. Not thread-safe.
 *
 * <p>The thread that reads a capture decodes a group of packets into one batch and folds it before
 * it decodes the next group into the same batch.
 */
public final class PacketBatch {

    private static final int MAX_TYPES = 32;

    /** The host and interface that saw the packets. */
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

    /** Ports, protocol, flags and VLAN, as {@link PacketBits} packs them. */
    public long[] bits;

    /** IP bytes: the total length in the IP header, or the sum over a super-frame's segments. */
    public int[] ipBytes;

    /**
     * IP version, DSCP, marks and the number of packets on the wire, as {@link PacketBits} packs
     * them.
     */
    public int[] ipBits;

    /**
     * Sequence number and acknowledgment number of a packet with {@link #tcpSizes}, as {@link
     * TcpBits} packs them.
     */
    public long[] tcpNumbers;

    /**
     * Payload and window of a packet with a complete TCP header that is not an IP fragment, as
     * {@link TcpBits} packs them; 0 for all other packets.
     */
    public long[] tcpSizes;

    /** Offset of the packet's entry in {@link #details}, or {@link Details#NONE}. */
    public int[] detail;

    /** Values that only some packets have. */
    public final Details details = new Details();

    /** Number of frames read, whether decoded or not. */
    public long frames;

    /** Bytes of those frames on the wire. */
    public long frameBytes;

    /** Number of frames that gave no packet, by the ordinal of {@link Undecoded}. */
    public final int[] undecoded = new int[Undecoded.COUNT];

    /** The types in those frames, as far as they are known; at most {@value #MAX_TYPES}. */
    public final UnknownTypes undecodedTypes = new UnknownTypes(MAX_TYPES);

    /** Number of anomalies of recorded packets, by the ordinal of {@link Anomaly}. */
    public final int[] anomalies = new int[Anomaly.COUNT];

    /** Whether these frames were counted before a failure and are only folded again. */
    public boolean counted;

    /** Newest event time of the split including this batch. */
    public long newestNanos;

    /** Share of the ring that waited for the reader, 0 to 1. */
    public float ringFill;

    /** The state of the capture. */
    public InterfaceStatus.State state = InterfaceStatus.State.UP;

    /** Creates an empty batch with room for {@code capacity} packets. */
    public PacketBatch(int capacity) {
        timeNanos = new long[capacity];
        srcHigh = new long[capacity];
        srcLow = new long[capacity];
        dstHigh = new long[capacity];
        dstLow = new long[capacity];
        bits = new long[capacity];
        ipBytes = new int[capacity];
        ipBits = new int[capacity];
        tcpNumbers = new long[capacity];
        tcpSizes = new long[capacity];
        detail = new int[capacity];
    }

    /** The number of packets that fit until {@link #ensureRoom} grows the batch. */
    public int capacity() {
        return timeNanos.length;
    }

    /** Returns true if no further packet fits until {@link #ensureRoom} grows the batch. */
    public boolean full() {
        return size == timeNanos.length;
    }

    /** Grows all columns if no further packet fits. */
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
            tcpNumbers = Arrays.copyOf(tcpNumbers, capacity);
            tcpSizes = Arrays.copyOf(tcpSizes, capacity);
            detail = Arrays.copyOf(detail, capacity);
        }
    }

    /** Empties the batch for the next use. */
    public void reset(Observer seenBy, long newestNanosSoFar) {
        observer = seenBy;
        size = 0;
        frames = 0;
        frameBytes = 0;
        counted = false;
        Arrays.fill(undecoded, 0);
        undecodedTypes.clear();
        details.clear();
        Arrays.fill(anomalies, 0);
        newestNanos = newestNanosSoFar;
        ringFill = 0;
        state = InterfaceStatus.State.UP;
    }

    /** Returns the entry of a packet in {@link #details}, which is added if there is none yet. */
    public int detailOf(int row) {
        if (detail[row] == Details.NONE) {
            detail[row] = details.add();
        }
        return detail[row];
    }

    /** Adds a copy of a packet of another batch. */
    public void addCopy(PacketBatch from, int row) {
        ensureRoom();
        int to = size++;
        timeNanos[to] = from.timeNanos[row];
        srcHigh[to] = from.srcHigh[row];
        srcLow[to] = from.srcLow[row];
        dstHigh[to] = from.dstHigh[row];
        dstLow[to] = from.dstLow[row];
        bits[to] = from.bits[row];
        ipBytes[to] = from.ipBytes[row];
        ipBits[to] = from.ipBits[row];
        tcpNumbers[to] = from.tcpNumbers[row];
        tcpSizes[to] = from.tcpSizes[row];
        int entry = from.detail[row];
        detail[to] = entry == Details.NONE ? entry : details.add(from.details.words, entry);
    }

    /** Advances the newest event time to that of a packet, if that is later. */
    public void advance(long packetNanos) {
        if (packetNanos > newestNanos && packetNanos != TimeText.OUT_OF_RANGE) {
            newestNanos = packetNanos;
        }
    }

    /** Counts an anomaly of a packet. */
    public void count(Anomaly anomaly) {
        anomalies[anomaly.ordinal()]++;
    }

    /** Counts a frame that gave no packet. */
    public void countUndecoded(Undecoded reason) {
        undecoded[reason.ordinal()]++;
    }
}
