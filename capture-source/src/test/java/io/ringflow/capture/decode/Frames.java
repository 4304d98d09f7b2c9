package io.ringflow.capture.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Builds packets for tests header by header; most methods put a header before a payload. */
public final class Frames {

    /** Source and destination address of every IPv4 packet. */
    public static final int SRC = 0x0a010001;

    public static final int DST = 0x0a020002;

    /** High and low halves of the addresses of every IPv6 packet. */
    public static final long SRC_HIGH = 0x20010db8_00000001L;

    public static final long SRC_LOW = 0x11L;
    public static final long DST_HIGH = 0x20010db8_00000002L;
    public static final long DST_LOW = 0x22L;

    private static final byte[] NONE = {};

    private Frames() {}

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }

    public static byte[] ethernet(int type, byte[] payload) {
        return join(hex("020000000002 020000000001"), int16(type), payload);
    }

    /** Adds a tag to an Ethernet frame, outside all other tags. */
    public static byte[] tagged(int tpid, int tci, byte[] frame) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) tpid)
                .putShort((short) tci)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    static byte[] linuxCooked(int type, byte[] payload) {
        return join(new byte[14], int16(type), payload);
    }

    static byte[] linuxCooked2(int type, byte[] payload) {
        return join(int16(type), new byte[18], payload);
    }

    static byte[] loopback(ByteOrder order, int family, byte[] payload) {
        return join(ByteBuffer.allocate(4).order(order).putInt(family).array(), payload);
    }

    public static byte[] ipv4(int protocol, byte[] payload) {
        return ipv4(protocol, 0, NONE, payload);
    }

    /**
     * An IPv4 packet.
     *
     * @param fragment the 16 bits of flags and fragment offset
     * @param options a multiple of four bytes
     */
    static byte[] ipv4(int protocol, int fragment, byte[] options, byte[] payload) {
        int headerLength = 20 + options.length;
        ByteBuffer packet = ByteBuffer.allocate(headerLength + payload.length);
        packet.put((byte) (0x40 | headerLength / 4)).put((byte) 0xb8);
        packet.putShort((short) packet.capacity()).putShort((short) 1);
        packet.putShort((short) fragment);
        packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        return packet.putInt(SRC).putInt(DST).put(options).put(payload).array();
    }

    public static byte[] ipv6(int nextHeader, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
        packet.putInt(0x6b800000).putShort((short) payload.length);
        packet.put((byte) nextHeader).put((byte) 64);
        packet.putLong(SRC_HIGH).putLong(SRC_LOW).putLong(DST_HIGH).putLong(DST_LOW);
        return packet.put(payload).array();
    }

    /** An extension header of {@code length} bytes, a multiple of eight, before the payload. */
    static byte[] extension(int nextHeader, int length, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(length);
        header.put((byte) nextHeader).put((byte) (length / 8 - 1));
        return join(header.array(), payload);
    }

    /** An authentication header, whose length counts in units of four bytes. */
    static byte[] authentication(int nextHeader, int length, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(length);
        header.put((byte) nextHeader).put((byte) (length / 4 - 2));
        return join(header.array(), payload);
    }

    /** A fragment header; the offset is in bytes. */
    static byte[] fragment(int nextHeader, int offset, boolean more, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(8);
        header.put((byte) nextHeader).put((byte) 0xff);
        header.putShort((short) (offset | (more ? 1 : 0))).putInt(7);
        return join(header.array(), payload);
    }

    public static byte[] tcp(int srcPort, int dstPort, int flags, int payload) {
        ByteBuffer segment = ByteBuffer.allocate(20 + payload);
        segment.putShort((short) srcPort).putShort((short) dstPort).putInt(1).putInt(1);
        return segment.put((byte) 0x50).put((byte) flags).array();
    }

    /** A header of UDP, or of another protocol that starts with the ports. */
    public static byte[] ports(int srcPort, int dstPort, int payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload);
        return datagram.putShort((short) srcPort).putShort((short) dstPort).array();
    }

    public static byte[] icmp(int type, int code) {
        return ByteBuffer.allocate(16).put((byte) type).put((byte) code).array();
    }

    private static byte[] int16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }
}
