package io.ringflow.capture.ring;

import io.ringflow.model.state.InterfaceStatus.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring without a kernel: a test lays out its TPACKET_V3 blocks, and sees when they are given
 * back.
 */
final class FakeRing implements Ring {

    static final int BLOCK_SIZE = 4096;
    static final int FIRST_PACKET = 48;
    static final int MAC = 96;

    final List<Integer> released = new ArrayList<>();
    boolean ignoresOutgoing;
    boolean closed;
    State state = State.UP;
    long drops;
    long freezes;
    int statisticsRead;

    private final int blocks;
    private final ByteBuffer memory;
    private int block;
    private int writing;

    FakeRing(int blocks) {
        this.blocks = blocks;
        memory =
                ByteBuffer.allocateDirect((blocks + 1) * BLOCK_SIZE)
                        .alignedSlice(BLOCK_SIZE)
                        .order(ByteOrder.nativeOrder());
    }

    /** Writes a block of frames and hands it to the reader. */
    void write(long timeNanos, byte[]... frames) {
        begin();
        for (byte[] frame : frames) {
            append(timeNanos, frame);
        }
        retire();
    }

    /** Starts a block. */
    void begin() {
        int at = block * BLOCK_SIZE;
        memory.putInt(at + BlockDescriptor.PACKETS, 0);
        memory.putInt(at + BlockDescriptor.FIRST_PACKET, FIRST_PACKET);
        writing = at + FIRST_PACKET;
    }

    /** Adds a packet to the block, and returns where its header lies. */
    int append(long timeNanos, byte[] frame) {
        int packet = writing;
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
        int count = block * BLOCK_SIZE + BlockDescriptor.PACKETS;
        memory.putInt(count, memory.getInt(count) + 1);
        writing += length;
        return packet;
    }

    /** Hands the block to the reader. */
    void retire() {
        memory.putInt(block * BLOCK_SIZE + BlockDescriptor.STATUS, BlockDescriptor.STATUS_USER);
        block = (block + 1) % blocks;
    }

    /** Where the block that is being written begins. */
    int blockBegin() {
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
    public void release(int which) {
        Ring.super.release(which);
        released.add(which);
    }

    @Override
    public RingStatistics readStatistics() {
        RingStatistics statistics = new RingStatistics(0, drops, freezes);
        drops = 0;
        freezes = 0;
        statisticsRead++;
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
