package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.GoldenBytes;
import io.ringflow.model.Observer;
import java.io.IOException;
import java.util.Arrays;

/**
 * A block of a kernel's ring, byte by byte, as {@link RecordedBlockIT} has recorded it once on a
 * little-endian machine; it records it again with {@code -Dringflow.golden.write=true} if the file
 * is missing. Its frames, in the order in which they were sent to one end of a veth pair:
 *
 * <ol>
 *   <li>60 bytes of UDP
 *   <li>the same with an IEEE 802.1Q tag, which the kernel moves into the packet's header
 *   <li>500 bytes of UDP, of which the snap length leaves 128
 *   <li>a TCP super-frame of segments of 1000 bytes
 *   <li>60 bytes of UDP that this end has sent itself
 * </ol>
 *
 * The number in each UDP frame is the sender's clock in nanoseconds since the epoch.
 */
public final class RecordedBlock {

    static final String NAME = "tpacket-v3-block";
    static final int SNAP_LENGTH = 128;
    static final int VLAN_TCI = 0x6064;
    static final int SEGMENT = 1_000;
    static final int PAYLOAD = 10_000;

    private RecordedBlock() {}

    /** The block's bytes up to its last packet. */
    public static byte[] bytes() throws IOException {
        return GoldenBytes.read(NAME);
    }

    /** Reads a block and checks what it contains. */
    static void assertGivesTheSentFrames(byte[] block) {
        PacketBatch batch = read(block, false);
        assertThat(batch.size).isEqualTo(5);
        assertThat(batch.frames).isEqualTo(5);
        assertThat(batch.frameBytes).isEqualTo(60 + 64 + 500 + 54 + PAYLOAD + 60);
        assertThat(batch.srcHigh).as("captured").startsWith(60, 60, 128, 128, 60);
        int none = Frame.NO_VLAN;
        assertThat(batch.dstLow).as("VLAN tag").startsWith(none, VLAN_TCI, none, none, none);
        assertThat(batch.dstHigh).as("segment").startsWith(0, 0, 0, SEGMENT, 0);
        for (int frame : new int[] {0, 1, 2, 4}) {
            long sentNanos = batch.srcLow[frame];
            assertThat(batch.timeNanos[frame]).isBetween(sentNanos, sentNanos + 1_000_000_000L);
        }
        assertThat(batch.newestNanos).isEqualTo(batch.timeNanos[4]);
    }

    /** Reads a block as the first one of a ring, and releases it. */
    static PacketBatch read(byte[] block, boolean ignoresOutgoing) {
        FakeRing ring = new FakeRing(2);
        ring.ignoresOutgoing = ignoresOutgoing;
        ring.load(block);
        PacketBatch batch = new PacketBatch(16);
        batch.reset(new Observer("here", "eth0"), Long.MIN_VALUE);
        BlockCursor cursor = new BlockCursor(ring, new NumberHandler());
        assertThat(cursor.ready()).isTrue();
        assertThat(cursor.read(batch)).isTrue();
        cursor.release();
        assertThat(cursor.ready()).isFalse();
        return batch;
    }

    /** The bytes of a block of a ring, which the kernel has handed over. */
    static byte[] copy(Ring ring, int block) {
        byte[] bytes = new byte[ring.blockSize()];
        ring.headers().get(block * ring.blockSize(), bytes);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
