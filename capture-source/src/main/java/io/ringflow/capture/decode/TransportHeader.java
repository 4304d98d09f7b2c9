package io.ringflow.capture.decode;

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

    /** Where the TCP or UDP header begins, from the buffer's begin, or {@link #NOWHERE}. */
    int at;

    /** Where its payload begins; valid only with {@link #at}, like the two below. */
    int payloadAt;

    /** Bytes of payload on the wire, as the IP header has it. */
    int payloadLength;

    /** Bytes of payload that were captured. */
    int capturedPayload;

    /** Reads the header behind IP as far as it was captured. */
    void read(ByteBuffer buffer, IpHeader ip) {
        int begin = ip.at + ip.length;
        int left = ip.left();
        ports = 0;
        flags = 0;
        length = 0;
        at = NOWHERE;
        switch (ip.protocol) {
            case Protocols.TCP -> tcp(buffer, begin, left, ip);
            case Protocols.UDP -> {
                ports = left >= 4 ? buffer.getInt(begin) : 0;
                length = UDP_LENGTH;
                if (left >= UDP_LENGTH) {
                    payload(begin, left, ip);
                }
            }
            case Protocols.SCTP, DCCP, UDP_LITE -> {
                ports = left >= 4 ? buffer.getInt(begin) : 0;
                length = UDP_LENGTH;
            }
            case Protocols.ICMP, Protocols.ICMP6 -> {
                if (left >= 2) {
                    icmp(buffer.getShort(begin) & 0xffff, ip.protocol == Protocols.ICMP6);
                }
            }
            default -> {}
        }
    }

    private void tcp(ByteBuffer buffer, int begin, int left, IpHeader ip) {
        ports = left >= 4 ? buffer.getInt(begin) : 0;
        if (left >= 14) {
            length = (buffer.get(begin + 12) >>> 4 & 0xf) * 4;
            flags = buffer.get(begin + 13) & 0xff;
            if (left >= TCP_LENGTH && length >= TCP_LENGTH) {
                payload(begin, left, ip);
            }
        }
    }

    private void payload(int begin, int left, IpHeader ip) {
        at = begin;
        payloadAt = begin + length;
        payloadLength = Math.max(0, ip.totalLength - ip.length - length);
        capturedPayload = Math.max(0, left - length);
    }

    private void icmp(int typeAndCode, boolean v6) {
        int type = typeAndCode >>> 8;
        int code = typeAndCode & 0xff;
        int counter = IcmpTypes.counterType(type, v6);
        flags = code;
        ports = type << 16 | (counter < 0 ? code : counter);
    }
}
