package io.ringflow.capture.decode;

import java.util.List;

/**
 * Packets to damage, and to start fuzzing with. Every header that the decoder supports occurs in
 * one of them.
 */
final class FrameSeeds {

    private FrameSeeds() {}

    static List<byte[]> packets() {
        byte[] udp = Frames.ports(1, 2, 4);
        byte[] inner = Frames.ipv4(17, udp);
        byte[] inner6 = Frames.ipv6(17, udp);
        byte[] frame = Frames.ethernet(0x0800, inner);
        byte[] chain = Frames.extension(51, 16, Frames.authentication(17, 16, udp));
        return List.of(
                Frames.ipv4(6, Frames.tcp(1, 2, 2, 3)),
                Frames.ipv4(17, 0, new byte[40], udp),
                Frames.ipv4(17, 0x2001, new byte[4], udp),
                Frames.ipv4(1, Frames.icmp(8, 0)),
                Frames.ipv6(58, Frames.icmp(128, 0)),
                Frames.ipv6(0, Frames.extension(60, 24, chain)),
                Frames.ipv6(44, Frames.fragment(6, 0, true, Frames.tcp(1, 2, 2, 3))),
                Frames.ipv6(44, Frames.fragment(6, 64, false, udp)),
                Frames.ipv4(51, Frames.authentication(17, 16, udp)),
                TunnelFrames.vxlan(7, Frames.tagged(0x8100, 2, frame)),
                TunnelFrames.geneve(8, 0x6558, 7, frame),
                TunnelFrames.gre(0x8000, 0x0800, "00000000", inner),
                TunnelFrames.gre(0x2000, 0x6558, "00100100", frame),
                TunnelFrames.gre(0x4000, 0x0800, "00000000 00020004 01020304 00000000", inner),
                TunnelFrames.gre(0x1000, 0x88be, "00000001 1000000700000000", frame),
                TunnelFrames.gre(
                        0x1000,
                        0x22eb,
                        "00000001 200000070000000000000001" + "00".repeat(8),
                        frame),
                TunnelFrames.gre(0x3081, 0x880b, "00280007 00000001 00000001", ppp(inner)),
                TunnelFrames.gre(0x2001, 0x6400, "%04x 0700".formatted(frame.length), frame),
                TunnelFrames.udp4(
                        9, 4790, Frames.join(Frames.hex("0c000004 00000700"), nsh(frame))),
                TunnelFrames.outer4(137, TunnelFrames.mpls(TagFrames.withChecksum(inner), 16)),
                jumbogram(udp),
                TunnelFrames.outer4(97, Frames.join(Frames.hex("3000"), frame)),
                TunnelFrames.outer4(137, TunnelFrames.mpls(frame, 16)),
                TunnelFrames.udp4(9, 6635, TunnelFrames.mpls(inner6, 16)),
                TunnelFrames.gtp(0x34, 255, 7, "00000085 01000000", inner6),
                TunnelFrames.teredo("00010000 0000000000000000 00 0000f227807ffffe", inner6),
                TunnelFrames.l2tp("4a02 0040 0001 0002 00010000 0002 0000", ppp(inner)),
                TunnelFrames.nested(3, inner6));
    }

    private static byte[] nsh(byte[] frame) {
        return TagFrames.nsh(3, frame);
    }

    private static byte[] jumbogram(byte[] udp) {
        byte[] options = Frames.hex("1100 c204 0000000c".replace(" ", ""));
        byte[] packet = Frames.ipv6(0, Frames.join(options, udp));
        packet[4] = 0;
        packet[5] = 0;
        return packet;
    }

    private static byte[] ppp(byte[] ip) {
        return TunnelFrames.ppp(0x21, ip);
    }
}
