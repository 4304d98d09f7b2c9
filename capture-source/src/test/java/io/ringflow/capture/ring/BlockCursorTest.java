package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Observer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                .putInt(tagged + FakeRing.TP_STATUS, 0x11) // TP_STATUS_USER, ..._VLAN_VALID
                .putInt(tagged + FakeRing.HV1_TP_VLAN_TCI, 0x2007);
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.dstLow).startsWith(0x2007, Frame.NO_VLAN);
        assertThat(batch.frameBytes).isEqualTo(60 + 4 + 60);
    }

    @Test
    void passesSegmentSizeOfSuperFrame() {
        ring.startBlock();
        int frame = ring.append(TIME, frame(1)) + FakeRing.FRAME_OFFSET;
        ring.headers().put(frame + FakeRing.VNET_GSO_TYPE, (byte) 1);
        ring.headers().putShort(frame + FakeRing.VNET_GSO_SIZE, (short) 1448);
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
        ring.headers().put(outgoing + FakeRing.SLL_PKTTYPE, (byte) 4); // PACKET_OUTGOING
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(1);
        assertThat(batch.srcLow[0]).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {FakeRing.BLOCK_SIZE, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void countsPacketOfImpossibleLengthAndReadsTheNext(int length) {
        countsBadAndReadsTheNext(bad -> ring.headers().putInt(bad + FakeRing.TP_SNAPLEN, length));
    }

    /** The first frame may start after the header and the address of 20 bytes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16, 67, FakeRing.BLOCK_SIZE - FakeRing.FIRST_FRAME - 59, 0xffff})
    void countsPacketWhoseFrameIsOutsideItAndReadsTheNext(int mac) {
        countsBadAndReadsTheNext(
                bad -> ring.headers().putShort(bad + FakeRing.TP_MAC, (short) mac));
    }

    private void countsBadAndReadsTheNext(IntConsumer damage) {
        ring.startBlock();
        damage.accept(ring.append(TIME, frame(1)));
        ring.append(TIME, frame(2));
        ring.retire();
        readBlock();
        assertThat(batch.undecoded[Undecoded.BAD_RECORD.ordinal()]).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(2);
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.srcLow[0]).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {68, FakeRing.BLOCK_SIZE - FakeRing.FIRST_FRAME - 60})
    void readsFrameAnywhereBetweenItsHeaderAndTheEndOfTheBlock(int mac) {
        ring.startBlock();
        int packet = ring.append(TIME, new byte[0]);
        ring.headers().putShort(packet + FakeRing.TP_MAC, (short) mac);
        ring.headers().putInt(packet + FakeRing.TP_SNAPLEN, 60);
        ring.headers().put(packet + mac, frame(7));
        ring.retire();
        readBlock();
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.srcLow[0]).isEqualTo(7);
    }

    @Test
    void countsRestOfBlockWithBrokenChainAndReleasesIt() {
        for (int next : new int[] {0, -16, Integer.MAX_VALUE, FakeRing.BLOCK_SIZE}) {
            batch.reset(batch.observer, 0);
            ring.startBlock();
            int bad = ring.append(TIME, frame(1));
            ring.append(TIME, frame(2));
            ring.append(TIME, frame(3));
            ring.headers().putInt(bad + FakeRing.TP_NEXT_OFFSET, next);
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
            ring.headers().putInt(block + FakeRing.NUM_PKTS, header[0]);
            ring.headers().putInt(block + FakeRing.OFFSET_TO_FIRST_PKT, header[1]);
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
