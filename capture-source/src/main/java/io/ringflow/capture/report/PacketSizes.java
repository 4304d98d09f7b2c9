package io.ringflow.capture.report;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Counts packets by size. From 2048 bytes on, 32 sizes share a counter, which is accurate to one
 * percent. Not thread-safe.
 */
public final class PacketSizes {

    private static final int EXACT = 2048;
    private static final int SHIFT = 5;
    private static final int COUNTERS = EXACT + (0x1_0000 >>> SHIFT);
    private static final PacketSizes NONE = new PacketSizes(0);

    private final long[] counts;

    /** Creates an instance that has counted no packets. */
    public PacketSizes() {
        this(COUNTERS);
    }

    private PacketSizes(int counters) {
        counts = new long[counters];
    }

    /** Returns an instance that must not count any packets. */
    static PacketSizes none() {
        return NONE;
    }

    /**
     * Counts a packet, or the segments that a super-frame represents.
     *
     * @param ipBytes IP bytes of all segments
     */
    public void add(int ipBytes, int segments) {
        int size = segments == 1 ? ipBytes : ipBytes / Math.max(1, segments);
        counts[counter(size)] += segments;
    }

    /** Adds the counts of another instance. */
    void addAll(PacketSizes other) {
        for (int counter = 0; counter < other.counts.length; counter++) {
            counts[counter] += other.counts[counter];
        }
    }

    /** Returns false if this instance must not count any packets. */
    boolean counts() {
        return counts.length > 0;
    }

    /** Memory that the counters take, in bytes. */
    long memoryBytes() {
        return (long) Long.BYTES * counts.length;
    }

    private static int counter(int size) {
        return size < EXACT ? size : EXACT + (Math.min(size, 0xffff) >>> SHIFT);
    }

    /** Returns the size in the middle of those that a counter represents. */
    private static int size(int counter) {
        return counter < EXACT ? counter : ((counter - EXACT) << SHIFT) + (1 << (SHIFT - 1));
    }

    /** Receives a size and the number of packets that had it. */
    @FunctionalInterface
    public interface Receiver {
        void accept(int ipBytes, long packets);
    }

    /** Passes all sizes that occurred to a receiver, in ascending order. */
    public void forEach(Receiver receiver) {
        for (int counter = 0; counter < counts.length; counter++) {
            if (counts[counter] != 0) {
                receiver.accept(size(counter), counts[counter]);
            }
        }
    }

    void write(DataOutputView out) throws IOException {
        int used = 0;
        for (long count : counts) {
            used += count != 0 ? 1 : 0;
        }
        out.writeShort(used);
        for (int counter = 0; counter < counts.length; counter++) {
            if (counts[counter] != 0) {
                out.writeShort(counter);
                out.writeLong(counts[counter]);
            }
        }
    }

    void read(DataInputView in) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            counts[in.readUnsignedShort()] += in.readLong();
        }
    }
}
