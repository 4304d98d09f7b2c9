package io.ringflow.capture.decode;

import java.nio.ByteBuffer;

/**
 * One captured frame, as the reader of a ring or of a capture file passes it to a {@link
 * FrameHandler}.
 *
 * <p>A reader owns one instance and sets its fields anew for every frame. Handlers must not keep a
 * reference to it. Not thread-safe.
 */
public final class Frame {

    /** The value of {@link #vlanTci} if the kernel removed no tag. */
    public static final int NO_VLAN = -1;

    /** Holds the frame. Big-endian and direct; its position and limit are ignored. */
    public ByteBuffer buffer;

    /** Offset of the first byte of the frame in the buffer. */
    public int offset;

    /** Number of bytes of the frame that are in the buffer. */
    public int captured;

    /** Number of bytes of the frame on the wire. */
    public int wireLength;

    /** LINKTYPE_ value. */
    public int linkType;

    /** Nanoseconds since the epoch, or {@link io.ringflow.model.text.TimeText#OUT_OF_RANGE}. */
    public long timeNanos;

    /** Tag control information that the kernel removed from the frame, or {@link #NO_VLAN}. */
    public int vlanTci = NO_VLAN;

    /** Payload bytes per segment if this is a super-frame, otherwise 0. */
    public int segmentPayload;
}
