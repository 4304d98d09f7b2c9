package io.ringflow.capture.ring;

import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A ring without a kernel. Tests write TPACKET_V3 blocks into it and see when they are released.
 */
public final class FakeRing implements Ring {

    static final int BLOCK_SIZE = 4096;
    static final int FIRST_FRAME = 48;
    static final int FRAME_OFFSET = 96;

    // Offsets in struct tpacket_block_desc and struct tpacket3_hdr of linux/if_packet.h. They are
    // written down again, because a fake that used those of the reader would share its mistakes.
    static final int BLOCK_STATUS = 8;
    static final int NUM_PKTS = 12;
    static final int OFFSET_TO_FIRST_PKT = 16;
    static final int TP_NEXT_OFFSET = 0;
    static final int TP_SEC = 4;
    static final int TP_NSEC = 8;
    static final int TP_SNAPLEN = 12;
    static final int TP_LEN = 16;
    static final int TP_STATUS = 20;
    static final int TP_MAC = 24;
    static final int HV1_TP_VLAN_TCI = 32;
    static final int SLL_PKTTYPE = 58;

    /** From the end of the {@code virtio_net_hdr} that precedes a frame. */
    static final int VNET_GSO_TYPE = -9;

    static final int VNET_GSO_SIZE = -6;

    /** Numbers of the blocks given back, in order. */
    public final List<Integer> released = new CopyOnWriteArrayList<>();

    public boolean ignoresOutgoing;
    public volatile boolean closed;
    public volatile State state = State.UP;

    /** Drops and freezes since the counters were last read. */
    public volatile long drops;

    public volatile long freezes;

    private final int blocks;
    private final ByteBuffer memory;
    private int block;

    /** Offset of the next packet to be written. */
    private int nextPacket;

    /** An empty ring. */
    public FakeRing(int blocks) {
        this.blocks = blocks;
        memory =
                ByteBuffer.allocateDirect((blocks + 1) * BLOCK_SIZE)
                        .alignedSlice(BLOCK_SIZE)
                        .order(ByteOrder.nativeOrder());
    }

    /** Writes a block of frames and hands it to the reader. */
    public void write(long timeNanos, byte[]... frames) {
        startBlock();
        for (byte[] frame : frames) {
            append(timeNanos, frame);
        }
        retire();
    }

    /** Hands over a block whose header is wrong. */
    public void writeBadBlock() {
        startBlock();
        memory.putInt(blockOffset() + NUM_PKTS, -1);
        retire();
    }

    /** Hands over a block that consists of some bytes, and zeros after them. */
    void load(byte[] block) {
        memory.put(blockOffset(), new byte[BLOCK_SIZE]);
        memory.put(blockOffset(), block);
        retire();
    }

    /** Starts a block. */
    void startBlock() {
        int offset = blockOffset();
        memory.putInt(offset + NUM_PKTS, 0);
        memory.putInt(offset + OFFSET_TO_FIRST_PKT, FIRST_FRAME);
        nextPacket = offset + FIRST_FRAME;
    }

    /** Adds a packet to the block and returns the offset of its descriptor. */
    int append(long timeNanos, byte[] frame) {
        int packet = nextPacket;
        int length = (FRAME_OFFSET + frame.length + 15) & ~15;
        memory.putInt(packet + TP_NEXT_OFFSET, length);
        memory.putInt(packet + TP_SEC, (int) (timeNanos / 1_000_000_000L));
        memory.putInt(packet + TP_NSEC, (int) (timeNanos % 1_000_000_000L));
        memory.putInt(packet + TP_SNAPLEN, frame.length);
        memory.putInt(packet + TP_LEN, frame.length);
        memory.putInt(packet + TP_STATUS, 1);
        memory.putShort(packet + TP_MAC, (short) FRAME_OFFSET);
        memory.put(packet + SLL_PKTTYPE, (byte) 0);
        memory.putLong(packet + FRAME_OFFSET - 10, 0);
        memory.put(packet + FRAME_OFFSET, frame);
        int count = blockOffset() + NUM_PKTS;
        memory.putInt(count, memory.getInt(count) + 1);
        nextPacket += length;
        return packet;
    }

    /** Hands the block to the reader. */
    void retire() {
        VarHandle.releaseFence();
        memory.putInt(blockOffset() + BLOCK_STATUS, 1);
        block = (block + 1) % blocks;
    }

    /** Offset in the ring of the block that is being written. */
    int blockOffset() {
        return block * BLOCK_SIZE;
    }

    @Override
    public int linkType() {
        return 1;
    }

    @Override
    public boolean ignoresOutgoing() {
        return ignoresOutgoing;
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public int blockSize() {
        return BLOCK_SIZE;
    }

    @Override
    public ByteBuffer headers() {
        return memory;
    }

    @Override
    public ByteBuffer frames() {
        return memory.duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public void release(int number) {
        Ring.super.release(number);
        released.add(number);
    }

    @Override
    public RingStatistics readStatistics() {
        RingStatistics statistics = new RingStatistics(0, drops, freezes);
        drops = 0;
        freezes = 0;
        return statistics;
    }

    @Override
    public State interfaceState() {
        return state;
    }

    @Override
    public void close() {
        closed = true;
    }
}
