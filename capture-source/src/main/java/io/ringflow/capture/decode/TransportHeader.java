package io.ringflow.capture.decode;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;

/**
 * What the header behind IP says: ports, ICMP types, TCP flags, and where the payload is. One a
 * decoder, used again for each frame.
 */
final class TransportHeader {

    /** No such place: no TCP or UDP header, or not all of it was captured. */
    static final int NOWHERE = -1;

    private static final int DCCP = 33;
    private static final int UDP_LITE = 136;

    private static final int TCP_LENGTH = 20;
    private static final int UDP_LENGTH = 8;

    /** Source port in the upper half, destination port in the lower; 0 where there are none. */
    int ports;

    /** Flags of TCP, code of ICMP. */
    int flags;

    /** Length of the header, as far as known. */
    int length;

    /** Reads the header behind IP as far as it was captured. */
    void read(ByteBuffer buffer, IpHeader ip) {
        int at = ip.at + ip.length;
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

    /** Ports, protocol and flags as {@link PacketBits} has them. */
    long bits(int protocol) {
        return PacketBits.pack(ports >>> 16, ports & 0xffff, protocol, flags, 0);
    }

    private void set(int newPorts, int newFlags, int newLength) {
        ports = newPorts;
        flags = newFlags;
        length = newLength;
    }

    /**
     * Where the TCP or UDP header begins, from the buffer's begin; {@link #NOWHERE} where the
     * packet has none, or not all of its fixed part was captured. The methods below make sense only
     * with such a header.
     */
    int at(IpHeader ip) {
        int left = ip.left();
        boolean readable =
                ip.protocol == Protocols.TCP
                        ? left >= TCP_LENGTH && length >= TCP_LENGTH
                        : ip.protocol == Protocols.UDP && left >= UDP_LENGTH;
        return readable ? ip.at + ip.length : NOWHERE;
    }

    /** Where the payload begins. */
    int payloadAt(IpHeader ip) {
        return ip.at + ip.length + length;
    }

    /** Bytes of payload on the wire, as the IP header has it. */
    int payloadLength(IpHeader ip) {
        return Math.max(0, ip.totalLength - ip.length - length);
    }

    /** Bytes of payload that were captured. */
    int capturedPayload(IpHeader ip) {
        return Math.max(0, ip.left() - length);
    }
}
