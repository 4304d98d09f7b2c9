package io.ringflow.capture.decode.header;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;

/**
 * Ports, ICMP types, TCP flags and length of the header after IP.
 *
 * <p>Not thread-safe. One instance per decoder, reused for every frame.
 */
public final class TransportHeader {

    /** Returned by {@link #offset} if there is no TCP or UDP header, or it was not captured. */
    public static final int NOWHERE = -1;

    private static final int DCCP = 33;
    private static final int UDP_LITE = 136;

    private static final int TCP_LENGTH = 20;
    private static final int UDP_LENGTH = 8;

    /** Source port in the upper half, destination port in the lower; 0 if there are none. */
    public int ports;

    /** TCP flags or ICMP code. */
    int flags;

    /** Length of the header as far as it is known. */
    public int length;

    /** Reads as much of the header after IP as was captured. */
    public void read(ByteBuffer buffer, IpHeader ip) {
        int at = ip.offset + ip.length;
        int left = ip.left();
        switch (ip.protocol) {
            case Protocols.TCP -> {
                if (left >= 14) {
                    int offsetAndFlags = buffer.getShort(at + 12);
                    set(
                            buffer.getInt(at),
                            offsetAndFlags & 0xff,
                            (offsetAndFlags >>> 12 & 0xf) * 4);
                } else {
                    set(left >= 4 ? buffer.getInt(at) : 0, 0, 0);
                }
            }
            case Protocols.UDP, Protocols.SCTP, DCCP, UDP_LITE ->
                    set(left >= 4 ? buffer.getInt(at) : 0, 0, UDP_LENGTH);
            case Protocols.ICMP, Protocols.ICMP6 -> {
                int typeAndCode = left >= 2 ? buffer.getShort(at) & 0xffff : 0;
                int type = typeAndCode >>> 8;
                int code = typeAndCode & 0xff;
                int counter =
                        left >= 2 ? IcmpTypes.counterType(type, ip.protocol == Protocols.ICMP6) : 0;
                set(type << 16 | (counter < 0 ? code : counter), code, 0);
            }
            default -> set(0, 0, 0);
        }
    }

    /** Ports, protocol and flags as {@link PacketBits} packs them. */
    public long bits(int protocol) {
        return PacketBits.pack(ports >>> 16, ports & 0xffff, protocol, flags, 0);
    }

    private void set(int newPorts, int newFlags, int newLength) {
        ports = newPorts;
        flags = newFlags;
        length = newLength;
    }

    /**
     * Offset of the TCP or UDP header in the buffer; {@link #NOWHERE} if the packet has none, or if
     * its fixed part was not captured completely. The methods below require such a header.
     */
    public int offset(IpHeader ip) {
        int left = ip.left();
        boolean readable =
                ip.protocol == Protocols.TCP
                        ? left >= TCP_LENGTH && length >= TCP_LENGTH
                        : ip.protocol == Protocols.UDP && left >= UDP_LENGTH;
        return readable ? ip.offset + ip.length : NOWHERE;
    }

    /** Offset of the payload in the buffer. */
    public int payloadOffset(IpHeader ip) {
        return ip.offset + ip.length + length;
    }

    /** Bytes of payload on the wire, as the IP header states them. */
    public int payloadLength(IpHeader ip) {
        return Math.max(0, ip.totalLength - ip.length - length);
    }

    /** Bytes of payload that were captured. */
    public int capturedPayload(IpHeader ip) {
        return Math.max(0, ip.left() - length);
    }
}
