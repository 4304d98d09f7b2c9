package io.ringflow.capture.ring;

import java.nio.ByteBuffer;

/**
 * A packet in a block of a TPACKET_V3 ring ({@code struct tpacket3_hdr} and the {@code sockaddr_ll}
 * after it), in native byte order:
 *
 * <pre>
 *   0               4               8              12              16
 *  +---------------+---------------+---------------+---------------+
 *  |     next      |    seconds    |  nanoseconds  |    snaplen    |
 *  +---------------+---------------+-------+-------+---------------+
 *  |  wire length  |    status     |  mac  |  net  |     hash      |
 *  +---------------+-------+-------+-------+-------+---------------+
 *  |   VLAN TCI    | TPID  |            padding                    |
 *  +-------+-------+-------+-------+-------+---+---+---------------+
 *  | family|protoc.| interface     |  type |pkt|len| address ...
 *  +-------+-------+---------------+-------+---+---+---------------+
 *  | ...  | virtio_net_hdr (10 bytes) | frame, at mac ...
 * </pre>
 *
 * {@code next} is the offset of the next packet from this one; the last packet's is 0. With {@code
 * PACKET_VNET_HDR}, a {@code virtio_net_hdr} directly precedes the frame.
 */
final class PacketDescriptor {

    static final int NEXT = 0;
    static final int SECONDS = 4;
    static final int NANOSECONDS = 8;
    static final int SNAPLEN = 12;
    static final int WIRE_LENGTH = 16;
    static final int STATUS = 20;
    static final int MAC = 24;
    static final int VLAN_TCI = 32;
    static final int VLAN_TPID = 36;
    static final int PACKET_TYPE = 58;
    static final int HEADER_LENGTH = 68;

    /** The frame had a VLAN tag, which the kernel has moved to the header. */
    static final int STATUS_VLAN_VALID = 1 << 4;

    static final int STATUS_VLAN_TPID_VALID = 1 << 6;

    /** Packet type of a frame that this host has sent. */
    static final int PACKET_OUTGOING = 4;

    static final int VNET_HEADER_LENGTH = 10;
    static final int VNET_GSO_TYPE = 1;
    static final int VNET_GSO_SIZE = 4;

    private PacketDescriptor() {}

    /** Offset of the next packet from this one. */
    static int next(ByteBuffer ring, int offset) {
        return ring.getInt(offset + NEXT);
    }

    /** Nanoseconds since the epoch. The kernel's seconds are unsigned 32 bits. */
    static long timeNanos(ByteBuffer ring, int offset) {
        return Integer.toUnsignedLong(ring.getInt(offset + SECONDS)) * 1_000_000_000L
                + ring.getInt(offset + NANOSECONDS);
    }

    /** Bytes of the frame in the ring. */
    static int snapLength(ByteBuffer ring, int offset) {
        return ring.getInt(offset + SNAPLEN);
    }

    /** Bytes of the frame on the wire, without a VLAN tag that was moved to the header. */
    static int wireLength(ByteBuffer ring, int offset) {
        return ring.getInt(offset + WIRE_LENGTH);
    }

    static int status(ByteBuffer ring, int offset) {
        return ring.getInt(offset + STATUS);
    }

    /** Offset of the frame from the packet's descriptor. */
    static int mac(ByteBuffer ring, int offset) {
        return ring.getShort(offset + MAC) & 0xffff;
    }

    static int vlanTci(ByteBuffer ring, int offset) {
        return ring.getInt(offset + VLAN_TCI) & 0xffff;
    }

    static int packetType(ByteBuffer ring, int offset) {
        return ring.get(offset + PACKET_TYPE);
    }

    /** Payload bytes per segment of the super-frame at {@code frame}; 0 for a normal frame. */
    static int segmentPayload(ByteBuffer ring, int frame) {
        int vnet = frame - VNET_HEADER_LENGTH;
        if (ring.get(vnet + VNET_GSO_TYPE) == 0) {
            return 0;
        }
        return ring.getShort(vnet + VNET_GSO_SIZE) & 0xffff;
    }
}
