package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;

import io.ringflow.capture.decode.link.LinkTypes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Builds link headers for tests, other than those of Ethernet and the cooked ones of Linux. */
final class LinkFrames {

    private static final String ADDRESSES = "020000000002 020000000001 020000000003";

    private LinkFrames() {}

    static byte[] fddi(int control, byte[] llc) {
        return join(hex("%02x 020000000002 020000000001".formatted(control)), llc);
    }

    /** A log entry with a prefix of odd length before the packet, and a mark after it. */
    static byte[] nflog(ByteOrder order, int family, byte[] packet) {
        ByteBuffer entry = ByteBuffer.allocate(4 + 8 + packet.length + 16).order(order);
        entry.put((byte) family).put((byte) 0).putShort((short) 0);
        entry.putShort((short) 7).putShort((short) 10).put(new byte[4]);
        entry.putShort((short) (4 + packet.length)).putShort((short) 9).put(packet);
        entry.position(entry.position() + 3 & ~3);
        return entry.putShort((short) 8).putShort((short) 3).putInt(1).array();
    }

    /** A data frame; {@code rest} lies between the sequence control and LLC. */
    static byte[] wireless(int control, int flags, String rest, byte[] llc) {
        return join(
                hex("%02x%02x 0000".formatted(control, flags) + ADDRESSES + "1000" + rest), llc);
    }

    static byte[] radiotap(String fields, byte[] frame) {
        byte[] rest = hex(fields);
        ByteBuffer header = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) 0).putShort((short) (4 + rest.length));
        return join(header.array(), rest, frame);
    }

    static byte[] perPacketInformation(int linkType, byte[] frame) {
        ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) 0).putShort((short) 16).putInt(linkType);
        return join(header.array(), frame);
    }

    /** All kinds of frames of a link type around a packet. */
    static List<byte[]> of(int linkType, byte[] ip) {
        boolean v4 = ip[0] >>> 4 == 4;
        int type = v4 ? 0x0800 : 0x86dd;
        byte[] snap = TunnelFrames.snap("000000", type, ip);
        byte[] ppp = TunnelFrames.ppp(v4 ? 0x21 : 0x57, ip);
        byte[] cisco = join(hex("0f00 %04x".formatted(type)), ip);
        byte[] wireless = wireless(0x88, 0x01, "0000", snap);
        int family = v4 ? 2 : 10;
        return switch (linkType) {
            case LinkTypes.PPP -> List.of(ppp);
            case LinkTypes.PPP_HDLC -> List.of(ppp, cisco);
            case LinkTypes.CISCO_HDLC -> List.of(cisco);
            case LinkTypes.FRAME_RELAY ->
                    List.of(
                            join(hex("1841 03 " + (v4 ? "cc" : "8e")), ip),
                            join(hex("1841 0300 80 000000 %04x".formatted(type)), ip),
                            join(hex("1841 %04x".formatted(type)), ip));
            case LinkTypes.FDDI -> List.of(fddi(0x50, snap));
            case LinkTypes.NFLOG ->
                    List.of(
                            nflog(ByteOrder.LITTLE_ENDIAN, family, ip),
                            nflog(ByteOrder.BIG_ENDIAN, family, ip));
            case LinkTypes.IEEE802_11 -> List.of(wireless, wireless(0x08, 0x02, "", snap));
            case LinkTypes.IEEE802_11_RADIOTAP ->
                    List.of(radiotap("03000080 00000000 0000000000000000 00", wireless));
            case LinkTypes.PPI -> List.of(perPacketInformation(LinkTypes.IEEE802_11, wireless));
            case LinkTypes.LINUX_SLL -> List.of(Frames.linuxCooked(type, ip));
            case LinkTypes.LINUX_SLL2 -> List.of(Frames.linuxCooked2(type, ip));
            case LinkTypes.NULL, LinkTypes.LOOP ->
                    List.of(
                            Frames.loopback(ByteOrder.LITTLE_ENDIAN, family, ip),
                            Frames.loopback(ByteOrder.BIG_ENDIAN, family, ip));
            case LinkTypes.ETHERNET ->
                    List.of(
                            Frames.ethernet(type, ip),
                            Frames.tagged(
                                    0x88a8, 1, Frames.tagged(0x8100, 2, Frames.ethernet(type, ip))),
                            TunnelFrames.ethernet8023(snap),
                            TunnelFrames.pppoe(7, ppp),
                            Frames.ethernet(0x8847, TunnelFrames.mpls(ip, 16, 17)),
                            TagFrames.tag("8926 00148001", Frames.ethernet(type, ip)),
                            TagFrames.tag(
                                    "893f 000010010000",
                                    TagFrames.tag("8909 0101 00010064", Frames.ethernet(type, ip))),
                            TagFrames.tag(
                                    "88e5 2000 00000001 0200000000010001",
                                    Frames.ethernet(type, ip)),
                            TagFrames.tag(
                                    "d28b 0001 0121 000100000002",
                                    TagFrames.tag("f1c1 0000 0007", Frames.ethernet(type, ip))),
                            TagFrames.backbone(7, Frames.ethernet(type, ip)),
                            TagFrames.around("8903 0041", Frames.ethernet(type, ip)),
                            TagFrames.around("22f3 003f 0001 0002", Frames.ethernet(type, ip)),
                            Frames.ethernet(0x894f, TagFrames.nsh(v4 ? 1 : 2, ip)));
            default -> List.of(ip);
        };
    }
}
