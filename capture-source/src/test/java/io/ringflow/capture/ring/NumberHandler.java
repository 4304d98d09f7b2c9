package io.ringflow.capture.ring;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;

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
    public void frame(Frame frame, PacketBatch out) {
        beforeEach.run();
        out.frames++;
        out.frameBytes += frame.wireLength;
        out.timeNanos[out.size] = frame.timeNanos;
        out.srcLow[out.size] = frame.buffer.getLong(frame.offset + TestFrames.NUMBER_OFFSET);
        out.srcHigh[out.size] = frame.captured;
        out.dstLow[out.size] = frame.vlanTci;
        out.dstHigh[out.size] = frame.segmentPayload;
        out.size++;
    }

    @Override
    public void release(long nowNanos, PacketBatch out) {}

    @Override
    public void endBatch(PacketBatch out) {}
}
