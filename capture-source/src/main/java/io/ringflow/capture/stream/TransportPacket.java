package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TcpFlags;
import java.nio.ByteBuffer;

/**
 * One packet, as {@link StreamLabels} needs it. The addresses are kept as fingerprints.
 *
 * <p>The decoder of a capture owns one instance and sets its fields anew for every packet. Not
 * thread-safe.
 */
public final class TransportPacket {

    /** As {@link PacketBits} packs them, without the VLAN if it doesn't tell connections apart. */
    public long bits;

    /** Whatever else tells connections apart, or 0. */
    public long tunnelKey;

    /** Nanoseconds since the epoch, or {@link io.ringflow.model.text.TimeText#OUT_OF_RANGE}. */
    public long timeNanos;

    /** Sequence number; not set for UDP. */
    public int seq;

    /** Bytes of payload on the wire. For a super-frame, those of all its segments together. */
    public int payloadLength;

    /** Holds the payload; needed only for labels. Its position and limit are ignored. */
    public ByteBuffer buffer;

    /** Offset of the payload in the buffer. */
    public int payloadOffset;

    /** Number of bytes of the payload in the buffer. */
    public int capturedPayload;

    private long src;
    private long dst;
    private long srcAddress;
    private long dstAddress;

    /** Sets the source address. {@link #bits} must have been set before. */
    public void source(long high, long low) {
        src = Fingerprint.endpoint(high, low, PacketBits.srcPort(bits));
        srcAddress = Fingerprint.address(high, low);
    }

    /** Sets the destination address. {@link #bits} must have been set before. */
    public void destination(long high, long low) {
        dst = Fingerprint.endpoint(high, low, PacketBits.dstPort(bits));
        dstAddress = Fingerprint.address(high, low);
    }

    /** Fingerprint of the source address. */
    long srcAddress() {
        return srcAddress;
    }

    /** Fingerprint of the destination address. */
    long dstAddress() {
        return dstAddress;
    }

    /** Fingerprint of the host with an address, in the packet's network. */
    long host(long address) {
        return Fingerprint.host(address, PacketBits.vlan(bits), tunnelKey);
    }

    /** Fingerprint of the connection, the same for both directions. */
    long connection() {
        return Fingerprint.connection(src, dst, PacketBits.vlan(bits), tunnelKey);
    }

    /** Fingerprint of this direction of the connection. */
    long direction() {
        return Fingerprint.direction(src, dst, PacketBits.vlan(bits), tunnelKey);
    }

    boolean has(int flag) {
        return (PacketBits.flags(bits) & flag) != 0;
    }

    /** Sequence number of the first byte of payload. */
    int payloadSeq() {
        return has(TcpFlags.SYN) ? seq + 1 : seq;
    }

    /** Offset in the buffer where the captured payload ends. */
    int payloadEnd() {
        return payloadOffset + Math.min(capturedPayload, payloadLength);
    }

    /** Returns true if the whole payload was captured. */
    boolean payloadIsWhole() {
        return payloadEnd() - payloadOffset == payloadLength;
    }
}
