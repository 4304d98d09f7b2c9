package io.ringflow.capture.ring;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: a block of a ring with any bytes, between blocks with other frames. A kernel does
 * not write such blocks, but reading outside of a ring's memory would crash the process.
 *
 * <pre>
 *  packets per batch 8 | options 8: 1 = leave out frames that the host sent | the block's bytes
 * </pre>
 */
public final class RingBlocksFuzz {

    private static final int BLOCK = FakeRing.BLOCK_SIZE;
    private static final int MOST_PACKETS = BLOCK / 68;
    private static final long TIME = 1_700_000_000_123_456_789L;
    private static final Observer OBSERVER = new Observer("here", "fuzz");

    private RingBlocksFuzz() {}

    /** Checks and describes frames. */
    private static final class Checked implements FrameHandler {

        private final List<String> frames = new ArrayList<>();
        private int block;

        @Override
        public void frame(Frame frame, PacketBatch out) {
            int start = block * BLOCK;
            Rule.holds(
                    frame.captured >= 0
                            && frame.offset >= start + 48 + 68
                            && frame.offset + frame.captured <= start + BLOCK,
                    "a frame is inside its block, behind the headers");
            Rule.holds(
                    frame.segmentPayload >= 0 && frame.segmentPayload <= 0xffff,
                    "a segment has 16 bits");
            frames.add(
                    "%d+%d of %d at %d, %d, %d"
                            .formatted(
                                    frame.offset,
                                    frame.captured,
                                    frame.wireLength,
                                    frame.timeNanos,
                                    frame.vlanTci,
                                    frame.segmentPayload));
            out.frames++;
            out.size++;
        }

        @Override
        public void release(long nowNanos, PacketBatch out) {}

        @Override
        public void endBatch(PacketBatch out) {}
    }

    /** Runs the target once. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int capacity = 1 + in.int8() % 8;
        boolean ignoresOutgoing = (in.int8() & 1) != 0;
        byte[] block = in.bytes(BLOCK);
        List<String> parts = read(block, capacity, ignoresOutgoing);
        Rule.holds(
                read(block, 1000, ignoresOutgoing).equals(parts),
                "batches of any size give the same frames");
    }

    private static List<String> read(byte[] block, int capacity, boolean ignoresOutgoing) {
        FakeRing ring = new FakeRing(3);
        ring.ignoresOutgoing = ignoresOutgoing;
        ring.write(TIME, TestFrames.udp(1, 2, 1, 60));
        ring.load(block);
        ring.write(TIME, TestFrames.udp(1, 2, 3, 60));
        Checked handler = new Checked();
        BlockCursor cursor = new BlockCursor(ring, handler);
        for (int number = 0; number < 3; number++) {
            handler.block = number;
            Rule.holds(cursor.ready(), "a block is ready, whatever was in the one before it");
            readBlock(cursor, handler, capacity);
            cursor.release();
        }
        Rule.holds(!cursor.ready(), "blocks that were released are not read again");
        return handler.frames;
    }

    private static void readBlock(BlockCursor cursor, Checked handler, int capacity) {
        PacketBatch batch = new PacketBatch(capacity);
        long counted = 0;
        int before = handler.frames.size();
        long bad = 0;
        boolean done = false;
        for (int batches = 0; !done; batches++) {
            Rule.holds(batches <= MOST_PACKETS, "a block ends");
            batch.reset(OBSERVER, Long.MIN_VALUE);
            done = cursor.read(batch);
            counted += batch.frames;
            bad += batch.undecoded[Undecoded.BAD_RECORD.ordinal()];
        }
        Rule.holds(
                counted == handler.frames.size() - before + bad,
                "a packet gives a frame or is counted as bad");
        Rule.holds(
                counted <= MOST_PACKETS,
                "a block has at most as many packets as headers fit into it");
    }

    /** Seeds: the block that a kernel has written, and a block of the fake ring. */
    public static List<byte[]> seeds() {
        try {
            FakeRing ring = new FakeRing(1);
            ring.write(TIME, TestFrames.udp(1, 2, 7, 60), TestFrames.udp(1, 2, 8, 100));
            byte[] kernel = RecordedBlock.bytes();
            return List.of(
                    new Seeds().int8(0, 0).bytes(kernel).array(),
                    new Seeds().int8(7, 1).bytes(kernel).array(),
                    new Seeds().int8(3, 0).bytes(RecordedBlock.copy(ring, 0)).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
