package io.ringflow.capture.ring;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.FrameHandler;
import java.nio.ByteBuffer;

/** Puts the numbers of {@link TestFrames} into the column {@code srcLow}. */
public final class NumberHandler implements FrameHandler {

    private final Runnable beforeEach;

    /** A handler that does nothing else. */
    public NumberHandler() {
        this(() -> {});
    }

    /**
     * A handler that also calls back.
     *
     * @param beforeEach called before each frame
     */
    public NumberHandler(Runnable beforeEach) {
        this.beforeEach = beforeEach;
    }

    @Override
    public void frame(
            ByteBuffer buffer,
            int offset,
            int captured,
            int wireLength,
            int linkType,
            long timeNanos,
            int vlanTci,
            int segmentPayload,
            PacketBatch out) {
        beforeEach.run();
        out.frames++;
        out.frameBytes += wireLength;
        out.timeNanos[out.size] = timeNanos;
        out.srcLow[out.size] = buffer.getLong(offset + TestFrames.NUMBER_OFFSET);
        out.srcHigh[out.size] = captured;
        out.dstLow[out.size] = vlanTci;
        out.dstHigh[out.size] = segmentPayload;
        out.size++;
    }

    @Override
    public void release(long nowNanos, PacketBatch out) {}

    @Override
    public void endBatch(PacketBatch out) {}
}
