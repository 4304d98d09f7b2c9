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
    static final int FIRST_PACKET = 48;
    static final int MAC = 96;

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
        memory.putInt(blockOffset() + BlockDescriptor.PACKETS, -1);
        retire();
    }

    /** Starts a block. */
    void startBlock() {
        int offset = blockOffset();
        memory.putInt(offset + BlockDescriptor.PACKETS, 0);
        memory.putInt(offset + BlockDescriptor.FIRST_PACKET, FIRST_PACKET);
        nextPacket = offset + FIRST_PACKET;
    }

    /** Adds a packet to the block and returns the offset of its descriptor. */
    int append(long timeNanos, byte[] frame) {
        int packet = nextPacket;
        int length = (MAC + frame.length + 15) & ~15;
        memory.putInt(packet + PacketDescriptor.NEXT, length);
        memory.putInt(packet + PacketDescriptor.SECONDS, (int) (timeNanos / 1_000_000_000L));
        memory.putInt(packet + PacketDescriptor.NANOSECONDS, (int) (timeNanos % 1_000_000_000L));
        memory.putInt(packet + PacketDescriptor.SNAPLEN, frame.length);
        memory.putInt(packet + PacketDescriptor.WIRE_LENGTH, frame.length);
        memory.putInt(packet + PacketDescriptor.STATUS, BlockDescriptor.STATUS_USER);
        memory.putShort(packet + PacketDescriptor.MAC, (short) MAC);
        memory.put(packet + PacketDescriptor.PACKET_TYPE, (byte) 0);
        memory.putLong(packet + MAC - PacketDescriptor.VNET_HEADER_LENGTH, 0);
        memory.put(packet + MAC, frame);
        int count = blockOffset() + BlockDescriptor.PACKETS;
        memory.putInt(count, memory.getInt(count) + 1);
        nextPacket += length;
        return packet;
    }

    /** Hands the block to the reader. */
    void retire() {
        VarHandle.releaseFence();
        memory.putInt(blockOffset() + BlockDescriptor.STATUS, BlockDescriptor.STATUS_USER);
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
