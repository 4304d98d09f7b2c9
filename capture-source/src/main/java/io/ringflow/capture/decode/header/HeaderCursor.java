package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * The position in the headers of a frame, and what the headers so far have shown. A header decoder
 * checks with {@link #has} that its header was captured, reads it with the {@code int} methods, and
 * moves {@link #offset} past it.
 *
 * <p>Not thread-safe. One instance per decoder, reused for every frame.
 */
public final class HeaderCursor {

    /**
     * Limit on nested headers. A VLAN tag, a stack of MPLS labels, a tunnel header (including PPPoE
     * and bridged Ethernet), an IP header and each extension header count as one. A link header
     * with LLC, SNAP and PPP isn't counted.
     */
    public static final int MAX_HEADERS = 8;

    /** Holds the frame. Big-endian; its position and limit don't matter. */
    public ByteBuffer buffer;

    /** Offset of the next header in the buffer. */
    public int offset;

    /** Where the captured bytes end, or those of the IP packet that was entered. */
    public int end;

    /** Where the bytes end that were on the wire, whether captured or not. */
    private int wireEnd;

    /** False if the packet may continue after the bytes that were on the wire. */
    public boolean packetIsWhole = true;

    /** The outermost VLAN tag as {@link PacketBits} packs it, or 0. */
    public int vlan;

    /** What was found instead of an IP header, as {@link UnknownType} packs it. */
    public long unknownType = UnknownType.NONE;

    /** True if the IP header that was entered last is IPv6. */
    public boolean inV6;

    private final InnermostTunnel tunnel;

    private int headers;

    /** Creates a cursor that records the innermost tunnel. */
    public HeaderCursor(InnermostTunnel tunnel) {
        this.tunnel = tunnel;
    }

    /** Prepares for the next frame. */
    public void reset() {
        vlan = 0;
        packetIsWhole = true;
        // The first IP header.
        headers = 1;
        if (tunnel.type != TunnelType.NONE) {
            tunnel.clear();
        }
    }

    /** Moves to the first byte of a frame, or of the payload of a packet in it. */
    public void enter(ByteBuffer bytes, int start, int captured, int wireLength) {
        buffer = bytes;
        offset = start;
        unknownType = UnknownType.NONE;
        end = start + captured;
        wireEnd = start + wireLength;
    }

    /** Returns true if at least this many bytes were captured from here on. */
    public boolean has(int bytes) {
        return end - offset >= bytes;
    }

    /** Number of bytes from here on that were on the wire. */
    public int wireLeft() {
        return wireEnd - offset;
    }

    /** The byte at a distance from {@link #offset}. */
    public int int8(int distance) {
        return buffer.get(offset + distance) & 0xff;
    }

    /** The two bytes at a distance from {@link #offset}, big-endian and unsigned. */
    public int int16(int distance) {
        return buffer.getShort(offset + distance) & 0xffff;
    }

    /** The four bytes at a distance from {@link #offset}, big-endian. */
    public int int32(int distance) {
        return buffer.getInt(offset + distance);
    }

    /** The two bytes at a distance from {@link #offset}, little-endian and unsigned. */
    public int int16LittleEndian(int distance) {
        return Short.reverseBytes(buffer.getShort(offset + distance)) & 0xffff;
    }

    /** The four bytes at a distance from {@link #offset}, little-endian. */
    public int int32LittleEndian(int distance) {
        return Integer.reverseBytes(buffer.getInt(offset + distance));
    }

    /** Counts a header. Returns false if there are more than {@link #MAX_HEADERS}. */
    public boolean countHeader() {
        return ++headers <= MAX_HEADERS;
    }

    /** Ends the payload after this many bytes, as a header states its length. */
    public void limit(int bytes) {
        end = Math.min(end, offset + bytes);
        wireEnd = Math.min(wireEnd, offset + bytes);
    }

    /**
     * Records the tag control information of a VLAN tag; the outermost tag counts. A tag with id 0
     * carries a priority but no VLAN (IEEE 802.1Q).
     */
    public void vlanTag(int tci) {
        int id = tci & 0xfff;
        if (vlan == 0 && id != 0) {
            vlan = PacketBits.VLAN_PRESENT | id;
        }
    }

    /** Records the type that was found instead of IP. */
    public void unknown(UnknownType kind, long type) {
        unknownType = kind.pack(type);
    }

    /** Records the type that was found instead of IP, and returns {@link Undecoded#NOT_IP}. */
    public Undecoded notIp(UnknownType kind, long type) {
        unknown(kind, type);
        return Undecoded.NOT_IP;
    }

    /** Records the type and id of a tunnel; the innermost tunnel counts. */
    public void tunnel(TunnelType type, int id) {
        tunnel.type = type;
        tunnel.id = id;
    }

    /**
     * Records a tunnel in place of any tunnel that was found in it.
     *
     * @return {@code result}, the outcome of decoding the tunnel's payload
     */
    public Undecoded insideTunnel(Undecoded result, TunnelType type, int id) {
        tunnel(type, id);
        return result;
    }
}
