package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBatch;
import java.nio.ByteBuffer;

/** stub: being written */
public final class FrameDecoder {

    /** No VLAN tag beside the frame. */
    public static final int NO_VLAN = -1;

    /**
     * Decodes one frame and appends its packet to the batch, or counts it as undecoded there. Never
     * throws for what a frame holds. Also counts the frame and its bytes.
     *
     * @param buffer big-endian, direct; its position and limit don't matter
     * @param offset where the frame begins
     * @param captured bytes of the frame that are in the buffer
     * @param wireLength bytes of the frame on the wire
     * @param linkType LINKTYPE_ value
     * @param timeNanos time since the epoch
     * @param vlanTci tag control information that the kernel took out of the frame, or {@link
     *     #NO_VLAN}
     * @param segmentPayload payload bytes of each segment of a super-frame, or 0
     * @param out where to append; must not be full
     */
    public void decode(
            ByteBuffer buffer,
            int offset,
            int captured,
            int wireLength,
            int linkType,
            long timeNanos,
            int vlanTci,
            int segmentPayload,
            PacketBatch out) {}
}
