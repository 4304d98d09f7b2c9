package io.ringflow.capture.decode;

import io.ringflow.capture.packet.PacketBatch;

/**
 * Takes the frames of one capture in their order and adds their packets to batches. Called on the
 * thread that reads the capture. {@link CaptureDecoder} is the implementation used in production.
 */
public interface FrameHandler {

    /**
     * Adds the packet in a frame to the batch, or counts the frame as not decoded. Keeps nothing
     * that refers to the frame or its buffer.
     *
     * @param out the batch to add to; it grows if it is full
     */
    void frame(Frame frame, PacketBatch out);

    /**
     * Adds the packets that have waited too long for other frames.
     *
     * @param nowNanos event time; {@link Long#MAX_VALUE} at the end of the capture
     */
    void release(long nowNanos, PacketBatch out);

    /** Completes a batch before it is handed on. */
    void endBatch(PacketBatch out);
}
