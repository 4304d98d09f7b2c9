package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBits;
import io.ringflow.capture.Undecoded;
import io.ringflow.capture.UnknownType;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;

/**
 * Where the walk through a frame's headers stands, and what it met. One a decoder, used again for
 * each frame. Those who take a header off check with {@link #has} that it was captured, read it
 * with the other methods, and move {@link #at} behind it.
 */
final class Walk {

    /**
     * Headers that are followed at most, one in another. A VLAN tag, a stack of MPLS labels, a
     * tunnel's header (PPPoE and bridged Ethernet among them), an IP header and each extension
     * header count as one; a link header, with LLC, SNAP and PPP, counts as none.
     */
    static final int MAX_HEADERS = 8;

    ByteBuffer buffer;

    /** Where the next header begins, from the buffer's begin. */
    int at;

    /** Where the captured bytes end, or those of the IP packet that is walked into. */
    int end;

    /** Where the bytes end that were on the wire, captured or not. */
    int wireEnd;

    /** False if the packet may go on behind {@link #wireEnd}: nobody knows how long it was. */
    boolean packetIsWhole = true;

    /** The outermost VLAN tag as {@link PacketBits} has it, 0 without one. */
    int vlan;

    /** What was found in place of an IP header, as {@link UnknownType} packs it. */
    long unknownType = UnknownType.NONE;

    private final Tunnel tunnel;

    private int headers;

    /** A walk that notes the innermost tunnel whose header was taken off. */
    Walk(Tunnel tunnel) {
        this.tunnel = tunnel;
    }

    /** Forgets the last frame. */
    void reset() {
        vlan = 0;
        packetIsWhole = true;
        // The first IP header.
        headers = 1;
        if (tunnel.type != TunnelType.NONE) {
            tunnel.none();
        }
    }

    /** Stands at the begin of a frame, or of what is in it. */
    void enter(ByteBuffer bytes, int begin, int captured, int wireLength) {
        buffer = bytes;
        at = begin;
        unknownType = UnknownType.NONE;
        end = begin + captured;
        wireEnd = begin + wireLength;
    }

    /** True where so many bytes of the next header were captured. */
    boolean has(int bytes) {
        return end - at >= bytes;
    }

    /** Bytes that were on the wire from here on. */
    int onWire() {
        return wireEnd - at;
    }

    /** The byte so far behind the next header's begin. */
    int int8(int ahead) {
        return buffer.get(at + ahead) & 0xff;
    }

    int int16(int ahead) {
        return buffer.getShort(at + ahead) & 0xffff;
    }

    int int32(int ahead) {
        return buffer.getInt(at + ahead);
    }

    int int16LittleEndian(int ahead) {
        return Short.reverseBytes(buffer.getShort(at + ahead)) & 0xffff;
    }

    int int32LittleEndian(int ahead) {
        return Integer.reverseBytes(buffer.getInt(at + ahead));
    }

    /** Counts a header; false where there are too many. */
    boolean another() {
        return ++headers <= MAX_HEADERS;
    }

    /** Ends the walk so many bytes further on, where the header says that its payload ends. */
    void limit(int bytes) {
        end = Math.min(end, at + bytes);
        wireEnd = Math.min(wireEnd, at + bytes);
    }

    /**
     * Takes a tag's control information; the outermost VLAN counts. A tag with id 0 has a priority,
     * but is of no VLAN (IEEE 802.1Q).
     */
    void tag(int tci) {
        int id = tci & 0xfff;
        if (vlan == 0 && id != 0) {
            vlan = PacketBits.VLAN_PRESENT | id;
        }
    }

    /** Notes what is there in place of IP. */
    void unknown(UnknownType kind, long type) {
        unknownType = kind.pack(type);
    }

    /** Notes what is there in place of IP, and returns the reason. */
    Undecoded notIp(UnknownType kind, long type) {
        unknown(kind, type);
        return Undecoded.NOT_IP;
    }

    /** Takes a tunnel's type and id; the innermost one counts. */
    void tunnel(TunnelType type, int id) {
        tunnel.type = type;
        tunnel.id = id;
    }
}
