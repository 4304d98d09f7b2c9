package io.ringflow.job.local;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many packets had which size. Sizes from 2048 on share a counter with 31 others, which is
 * within one per cent. One thread at a time.
 */
public final class PacketSizes {

    private static final int EXACT = 2048;
    private static final int SHIFT = 5;
    private static final int COUNTERS = EXACT + (0x1_0000 >>> SHIFT);
    private static final PacketSizes NONE = new PacketSizes(0);

    private final long[] counts;

    /** No sizes yet. */
    public PacketSizes() {
        this(COUNTERS);
    }

    private PacketSizes(int counters) {
        counts = new long[counters];
    }

    /** Sizes that are not counted. */
    static PacketSizes none() {
        return NONE;
    }

    /**
     * Counts a packet, or the segments that a super-frame stands for.
     *
     * @param ipBytes IP bytes of all of them
     */
    void add(int ipBytes, int segments) {
        int size = segments == 1 ? ipBytes : ipBytes / Math.max(1, segments);
        counts[counter(size)] += segments;
    }

    private static int counter(int size) {
        return size < EXACT ? size : EXACT + (Math.min(size, 0xffff) >>> SHIFT);
    }

    /** The size that a counter stands for: the one in the middle. */
    private static int size(int counter) {
        return counter < EXACT ? counter : ((counter - EXACT) << SHIFT) + (1 << (SHIFT - 1));
    }

    /** Takes sizes with how many packets had them. */
    @FunctionalInterface
    public interface Receiver {
        void accept(int ipBytes, long packets);
    }

    /** Hands on all sizes that occurred, the smallest first. */
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
