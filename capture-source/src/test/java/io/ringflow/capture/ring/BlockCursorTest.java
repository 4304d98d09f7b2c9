package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Observer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockCursorTest {

    private static final long TIME = 1_700_000_000_123_456_789L;

    private final FakeRing ring = new FakeRing(4);
    private final PacketBatch batch = new PacketBatch(16);
    private BlockCursor cursor;

    @BeforeEach
    void reset() {
        cursor = new BlockCursor(ring, new NumberHandler());
        batch.reset(new Observer("here", "eth0"), Long.MIN_VALUE);
    }

    @Test
    void readsThePacketsOfABlockInOrder() {
        ring.write(TIME, frame(1), frame(2), frame(3));
        assertThat(cursor.ready()).isTrue();
        readBlock();
        assertThat(batch.srcLow).startsWith(1, 2, 3);
        assertThat(batch.timeNanos[0]).isEqualTo(TIME);
        assertThat(batch.newestNanos).isEqualTo(TIME);
        assertThat(cursor.ready()).isFalse();
    }

    @Test
    void readsBlocksInOrderAndWrapsAround() {
        for (int i = 0; i < 10; i++) {
            ring.write(TIME + i, frame(i));
            readBlock();
        }
        assertThat(batch.size).isEqualTo(10);
        assertThat(ring.released).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
    }

    @Test
    void keepsBlockUntilItIsReleased() {
        ring.write(TIME, frame(1), frame(2));
        assertThat(cursor.read(batch)).isTrue();
        assertThat(ring.released).isEmpty();
        assertThat(cursor.ready()).isTrue();
        cursor.release();
        assertThat(ring.released).containsExactly(0);
        assertThat(cursor.ready()).isFalse();
    }

    @Test
    void readsBlockThatDoesNotFitInBatchInParts() {
        PacketBatch small = new PacketBatch(2);
        ring.write(TIME, frame(1), frame(2), frame(3));
        small.reset(batch.observer, 0);
        assertThat(cursor.read(small)).isFalse();
        assertThat(small.srcLow).containsExactly(1, 2);
        small.reset(batch.observer, 0);
        assertThat(cursor.read(small)).isTrue();
        assertThat(small.size).isEqualTo(1);
        assertThat(small.srcLow[0]).isEqualTo(3);
    }

    @Test
    void finishesBlockThatFillsTheBatchExactly() {
        PacketBatch small = new PacketBatch(2);
        ring.write(TIME, frame(1), frame(2));
        small.reset(batch.observer, 0);
        assertThat(cursor.read(small)).isTrue();
    }

    @Test
    void passesVlanTagOfHeaderWithFrame() {
        ring.startBlock();
        int tagged = ring.append(TIME, frame(1));
        ring.headers()
                .putInt(tagged + PacketDescriptor.STATUS, 1 | PacketDescriptor.STATUS_VLAN_VALID)
                .putInt(tagged + PacketDescriptor.VLAN_TCI, 0x2007);
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.dstLow).startsWith(0x2007, Frame.NO_VLAN);
        assertThat(batch.frameBytes).isEqualTo(60 + 4 + 60);
    }

    @Test
    void passesSegmentSizeOfSuperFrame() {
        ring.startBlock();
        int vnet = ring.append(TIME, frame(1)) + FakeRing.MAC - PacketDescriptor.VNET_HEADER_LENGTH;
        ring.headers().put(vnet + PacketDescriptor.VNET_GSO_TYPE, (byte) 1);
        ring.headers().putShort(vnet + PacketDescriptor.VNET_GSO_SIZE, (short) 1448);
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.dstHigh).startsWith(1448, 0);
    }

    @Test
    void skipsOutgoingFramesIfRingIgnoresThem() {
        ring.ignoresOutgoing = true;
        cursor = new BlockCursor(ring, new NumberHandler());
        ring.startBlock();
        int outgoing = ring.append(TIME, frame(1));
        ring.headers()
                .put(
                        outgoing + PacketDescriptor.PACKET_TYPE,
                        (byte) PacketDescriptor.PACKET_OUTGOING);
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(1);
        assertThat(batch.srcLow[0]).isEqualTo(2);
    }

    @Test
    void countsPacketThatExceedsItsBlockAndReadsTheNext() {
        ring.startBlock();
        int bad = ring.append(TIME, frame(1));
        ring.headers().putInt(bad + PacketDescriptor.SNAPLEN, FakeRing.BLOCK_SIZE);
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.undecoded[Undecoded.BAD_RECORD.ordinal()]).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(2);
        assertThat(batch.srcLow[0]).isEqualTo(2);
    }

    @Test
    void countsRestOfBlockWithBrokenChainAndReleasesIt() {
        for (int next : new int[] {0, -16, Integer.MAX_VALUE, FakeRing.BLOCK_SIZE}) {
            batch.reset(batch.observer, 0);
            ring.startBlock();
            int bad = ring.append(TIME, frame(1));
            ring.append(TIME, frame(2));
            ring.append(TIME, frame(3));
            ring.headers().putInt(bad + PacketDescriptor.NEXT, next);
            ring.retire();
            readBlock();
            assertThat(batch.size).isEqualTo(1);
            assertThat(batch.undecoded[Undecoded.BAD_RECORD.ordinal()]).isEqualTo(2);
        }
        assertThat(ring.released).containsExactly(0, 1, 2, 3);
    }

    @Test
    void countsBlockWithBadHeaderOnceAndReleasesIt() {
        for (int[] header : new int[][] {{-1, 48}, {1_000_000, 48}, {1, -1}, {1, 5000}, {1, 0}}) {
            batch.reset(batch.observer, 0);
            int block = ring.blockOffset();
            ring.headers().putInt(block + BlockDescriptor.PACKETS, header[0]);
            ring.headers().putInt(block + BlockDescriptor.FIRST_PACKET, header[1]);
            ring.retire();
            readBlock();
            assertThat(batch.undecoded[Undecoded.BAD_RECORD.ordinal()]).isEqualTo(1);
            assertThat(batch.size).isZero();
        }
        assertThat(ring.released).hasSize(5);
    }

    @Test
    void reportsHowMuchOfTheRingWaits() {
        assertThat(cursor.fill()).isZero();
        ring.write(TIME, frame(1));
        ring.write(TIME, frame(2));
        assertThat(cursor.fill()).isEqualTo(0.5f);
        readBlock();
        assertThat(cursor.fill()).isEqualTo(0.25f);
    }

    private void readBlock() {
        assertThat(cursor.read(batch)).isTrue();
        cursor.release();
    }

    private static byte[] frame(int number) {
        return TestFrames.udp(1000, 53, number, 60);
    }
}
