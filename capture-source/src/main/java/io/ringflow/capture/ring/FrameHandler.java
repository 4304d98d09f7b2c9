package io.ringflow.capture.ring;

import io.ringflow.capture.PacketBatch;
import java.nio.ByteBuffer;

/** What becomes of a frame; {@link io.ringflow.capture.decode.FrameDecoder#decode} is the one. */
@FunctionalInterface
interface FrameHandler {

    /** Appends the frame to a batch that isn't full, or counts it there; keeps nothing else. */
    void frame(
            ByteBuffer buffer,
            int offset,
            int captured,
            int wireLength,
            int linkType,
            long timeNanos,
            int vlanTci,
            int segmentPayload,
            PacketBatch out);
}
