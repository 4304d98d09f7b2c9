package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBatch;
import java.nio.ByteBuffer;

/**
 * Takes the frames of one capture, one after the other, and fills batches with their packets. On
 * the fetcher thread that reads the capture; {@link CaptureDecoder} is the one in production.
 */
public interface FrameHandler {

    /** No VLAN tag beside the frame. */
    int NO_VLAN = -1;

    /**
     * Takes a frame: adds its packet to the batch, or counts it there. Nothing of the buffer is
     * kept but copies.
     *
     * @param buffer big-endian, direct; its position and limit don't matter
     * @param offset where the frame begins
     * @param captured bytes of the frame that are in the buffer
     * @param wireLength bytes of the frame on the wire
     * @param linkType LINKTYPE_ value
     * @param timeNanos time since the epoch, or {@link io.ringflow.model.TimeText#OUT_OF_RANGE}
     * @param vlanTci tag control information that the kernel took out of the frame, or {@link
     *     #NO_VLAN}
     * @param segmentPayload payload bytes of each segment of a super-frame, or 0
     * @param out where to add; it may grow
     */
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

    /**
     * Adds what waited for other frames for too long by a time.
     *
     * @param nowNanos event time; {@link Long#MAX_VALUE} at the end of the capture
     */
    void release(long nowNanos, PacketBatch out);

    /** Completes a batch before it is handed on. */
    void endBatch(PacketBatch out);
}
