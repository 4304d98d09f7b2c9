package io.ringflow.capture.ring;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import java.nio.ByteBuffer;

/**
 * Reads the blocks of a ring in order. The reader gives each block back to the kernel with {@link
 * #release} once it has done everything with the packets. Used on the ring's thread.
 */
public final class BlockCursor {

    private static final int VLAN_TAG_LENGTH = 4;

    private final Ring ring;
    private final FrameHandler handler;
    private final boolean ignoresOutgoing;
    private final ByteBuffer headers;
    private final Frame frame = new Frame();

    private int block;

    /** Offset in the ring of the current block's first byte. */
    private int start;

    /** Offset in the ring of the current block's end. */
    private int end;

    /** Offset in the ring of the next packet. */
    private int packet;

    /** Packets of the current block that are still to be read; 0 between blocks. */
    private int remaining;

    /** Packets of all blocks that have been entered. */
    private long packets;

    /** Whether a block has been entered and not released yet. */
    private boolean inBlock;

    /**
     * A cursor at the ring's first block.
     *
     * @param ring not closed by the cursor
     * @param handler takes the frames
     */
    public BlockCursor(Ring ring, FrameHandler handler) {
        this.ring = ring;
        this.handler = handler;
        ignoresOutgoing = ring.ignoresOutgoing();
        headers = ring.headers();
        frame.buffer = ring.frames();
        frame.linkType = ring.linkType();
    }

    /** Returns true if {@link #read} has something to read. */
    public boolean ready() {
        return inBlock || ring.ready(block);
    }

    /**
     * Reads packets until the block is finished or the batch is full. The next call continues with
     * an unfinished block.
     *
     * @return true if the block is finished, so that it can be released
     */
    public boolean read(PacketBatch batch) {
        if (!inBlock) {
            enter(batch);
        }
        while (remaining > 0 && !batch.full()) {
            readPacket(batch);
        }
        handler.endBatch(batch);
        return remaining == 0;
    }

    /** Number of packets that were in the blocks so far. */
    public long packets() {
        return packets;
    }

    /** Gives a finished block back to the kernel. Nothing may refer to its packets any more. */
    public void release() {
        ring.release(block);
        block = block + 1 == ring.blocks() ? 0 : block + 1;
        inBlock = false;
    }

    /** How much of the ring waits for the reader, 0 to 1. */
    public float fill() {
        int waiting = inBlock ? 1 : 0;
        int next = (block + waiting) % ring.blocks();
        while (waiting < ring.blocks() && ring.ready(next)) {
            waiting++;
            next = next + 1 == ring.blocks() ? 0 : next + 1;
        }
        return (float) waiting / ring.blocks();
    }

    private void enter(PacketBatch batch) {
        inBlock = true;
        start = block * ring.blockSize();
        end = start + ring.blockSize();
        remaining = BlockDescriptor.packets(headers, start);
        int first = BlockDescriptor.firstPacket(headers, start);
        int most = ring.blockSize() / PacketDescriptor.HEADER_LENGTH;
        if (remaining == 0) {
            return;
        }
        if (remaining < 0 || remaining > most || first < BlockDescriptor.HEADER_LENGTH) {
            countBad(batch, 1);
            remaining = 0;
            return;
        }
        packets += remaining;
        packet = start + Math.min(first, ring.blockSize());
    }

    private void readPacket(PacketBatch batch) {
        if (packet > end - PacketDescriptor.HEADER_LENGTH) {
            abandon(batch);
            return;
        }
        int mac = PacketDescriptor.mac(headers, packet);
        int captured = PacketDescriptor.snapLength(headers, packet);
        int available = end - packet - mac;
        if (mac < PacketDescriptor.HEADER_LENGTH || captured < 0 || captured > available) {
            countBad(batch, 1);
        } else if (!isIgnored()) {
            handle(packet + mac, captured, batch);
        }
        remaining--;
        if (remaining > 0) {
            int next = PacketDescriptor.next(headers, packet);
            if (next < PacketDescriptor.HEADER_LENGTH || next > end - packet) {
                abandon(batch);
                return;
            }
            packet += next;
        }
    }

    private boolean isIgnored() {
        return ignoresOutgoing
                && PacketDescriptor.packetType(headers, packet) == PacketDescriptor.PACKET_OUTGOING;
    }

    private void handle(int offset, int captured, PacketBatch batch) {
        frame.offset = offset;
        frame.captured = captured;
        frame.wireLength = PacketDescriptor.wireLength(headers, packet);
        frame.timeNanos = PacketDescriptor.timeNanos(headers, packet);
        frame.vlanTci = Frame.NO_VLAN;
        if ((PacketDescriptor.status(headers, packet) & PacketDescriptor.STATUS_VLAN_VALID) != 0) {
            frame.vlanTci = PacketDescriptor.vlanTci(headers, packet);
            // The tag was on the wire, although it is no longer in the frame.
            frame.wireLength += VLAN_TAG_LENGTH;
        }
        frame.segmentPayload = PacketDescriptor.segmentPayload(headers, offset);
        handler.frame(frame, batch);
        batch.advance(frame.timeNanos);
    }

    /** Counts the rest of a block as bad because its chain of packets is broken. */
    private void abandon(PacketBatch batch) {
        countBad(batch, remaining);
        remaining = 0;
    }

    private static void countBad(PacketBatch batch, int count) {
        batch.frames += count;
        batch.undecoded[Undecoded.BAD_RECORD.ordinal()] += count;
    }
}
