package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Builds tunnel headers for tests; as in {@link Frames}, most methods wrap a payload. */
public final class TunnelFrames {

    /** Addresses of the IPv4 header around a tunnel. */
    public static final int OUTER_SRC = 0xc0000201;

    public static final int OUTER_DST = 0xc0000202;

    private TunnelFrames() {}

    /** An IPv4 packet between the ends of a tunnel. */
    static byte[] outer4(int protocol, byte[] payload) {
        byte[] packet = Frames.ipv4(protocol, payload);
        ByteBuffer.wrap(packet).putInt(12, OUTER_SRC).putInt(16, OUTER_DST);
        return packet;
    }

    /** An IPv4 packet with a UDP datagram. */
    static byte[] udp4(int srcPort, int dstPort, byte[] payload) {
        return outer4(17, join(Frames.ports(srcPort, dstPort, 0), payload));
    }

    public static byte[] vxlan(int id, byte[] frame) {
        return udp4(50000, 4789, vxlanHeader(0x08, id, frame));
    }

    static byte[] vxlanHeader(int flags, int id, byte[] frame) {
        return join(ByteBuffer.allocate(8).put((byte) flags).putInt(4, id << 8).array(), frame);
    }

    static byte[] geneve(int options, int protocol, int id, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(8 + options);
        header.put((byte) (options / 4)).put((byte) 0).putShort((short) protocol).putInt(id << 8);
        return udp4(50000, 6081, join(header.array(), payload));
    }

    /** A GRE header; the optional fields that the flags announce are given as bytes. */
    static byte[] gre(int flags, int protocol, String fields, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(4);
        header.putShort((short) flags).putShort((short) protocol);
        return outer4(47, join(header.array(), hex(fields), payload));
    }

    /** A GTP-U header; the optional fields are given as bytes. */
    public static byte[] gtp(int flags, int type, int id, String optional, byte[] payload) {
        byte[] rest = join(hex(optional), payload);
        ByteBuffer header = ByteBuffer.allocate(8).put((byte) flags).put((byte) type);
        header.putShort((short) rest.length).putInt(id);
        return udp4(2152, 2152, join(header.array(), rest));
    }

    static byte[] teredo(String indications, byte[] packet) {
        return udp4(40000, 3544, join(hex(indications), packet));
    }

    static byte[] l2tp(String header, byte[] ppp) {
        return udp4(1701, 1701, join(hex(header), ppp));
    }

    static byte[] ppp(int protocol, byte[] payload) {
        return join(hex("ff03 %04x".formatted(protocol)), payload);
    }

    static byte[] pppoe(int session, byte[] ppp) {
        byte[] header = hex("1100 %04x %04x".formatted(session, ppp.length));
        return Frames.ethernet(0x8864, join(header, ppp));
    }

    /** A label stack, the bottom label last. */
    static byte[] mpls(byte[] payload, int... labels) {
        ByteBuffer stack = ByteBuffer.allocate(4 * labels.length);
        for (int i = 0; i < labels.length; i++) {
            stack.putInt(labels[i] << 12 | (i == labels.length - 1 ? 0x100 : 0) | 64);
        }
        return join(stack.array(), payload);
    }

    static byte[] snap(String organization, int type, byte[] payload) {
        return join(hex("aaaa03 " + organization + "%04x".formatted(type)), payload);
    }

    /** An Ethernet frame with a length in place of the type. */
    static byte[] ethernet8023(byte[] llc) {
        return Frames.ethernet(llc.length, llc);
    }

    /** A packet in the given number of IPv4 headers. */
    static byte[] nested(int headers, byte[] packet) {
        byte[] nested = packet;
        for (int i = 0; i < headers; i++) {
            nested = outer4(nested[0] >>> 4 == 4 ? 4 : 41, nested);
        }
        return nested;
    }

    static byte[] cut(byte[] frame, int bytes) {
        return Arrays.copyOf(frame, frame.length - bytes);
    }
}
