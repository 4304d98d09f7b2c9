package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.hex;
import static io.ringflow.capture.decode.Frames.join;
import static io.ringflow.capture.decode.TagFrames.around;
import static io.ringflow.capture.decode.TagFrames.tag;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Layers between Ethernet and IP, and what may be around an Ethernet frame. */
final class Layers {

    /** What MACsec appends to a frame. */
    static final byte[] CHECK_VALUE = new byte[16];

    /** By name: puts a layer into an Ethernet frame, before IP. */
    static final Map<String, UnaryOperator<byte[]>> LAYERS = new TreeMap<>();

    static {
        LAYERS.put("none", frame -> frame);
        Map.ofEntries(
                        Map.entry("VN-Tag", "8926 00148001"),
                        Map.entry("E-Tag", "893f 000010010000"),
                        Map.entry("Cisco timestamp", "8988 000000001234"),
                        Map.entry("Arista TAI 64", "d28b 0001 0010 0000000100000002"),
                        Map.entry("Arista TAI 48", "d28b 0001 0020 000100000002"),
                        Map.entry("Arista UTC 64", "d28b 0001 0111 0000000100000002"),
                        Map.entry("Arista UTC 48", "d28b 0001 0121 000100000002"),
                        Map.entry("802.1CB", "f1c1 0000 0007"),
                        Map.entry("HSR", "892f 00400001"),
                        Map.entry("metadata", "8909 0101 00010064"),
                        Map.entry("metadata, 3 options", "8909 0103 00010064 00020001 00030001"),
                        Map.entry("MACsec", "88e5 0000 00000001"),
                        Map.entry("MACsec, SCI", "88e5 2000 00000001 0200000000010001"),
                        Map.entry("802.1Q", "8100 0064"),
                        Map.entry("802.1ad", "88a8 0064"),
                        Map.entry("TPID 0x9100", "9100 0064"),
                        Map.entry("TPID 0x9200", "9200 0064"),
                        Map.entry("TPID 0x9300", "9300 0064"),
                        Map.entry("priority", "8100 a000"))
                .forEach((name, tag) -> LAYERS.put(name, frame -> tag(tag, frame)));
        LAYERS.put("MACsec, ICV", frame -> join(tag("88e5 0000 00000001", frame), CHECK_VALUE));
        LAYERS.put("FabricPath", frame -> around("8903 0041", frame));
        LAYERS.put("TRILL", frame -> around("22f3 003f 0001 0002", frame));
        LAYERS.put("backbone", frame -> TagFrames.backbone(0x61abcdef, frame));
        LAYERS.put("NSH", frame -> Frames.ethernet(0x894f, TagFrames.nsh(3, frame)));
        LAYERS.put("pseudowire", frame -> labelled(frame));
        LAYERS.put("pseudowire, control word", frame -> labelled(join(new byte[4], frame)));
        LAYERS.put("pseudowire, sequence", frame -> labelled(join(hex("00000007"), frame)));
        LAYERS.put("EoIP", Layers::eoip);
        LAYERS.put("EtherIP", frame -> in4(TunnelFrames.outer4(97, join(hex("3000"), frame))));
    }

    /** By name: puts an Ethernet frame into another one. */
    static final Map<String, UnaryOperator<byte[]>> SURROUNDINGS = new TreeMap<>();

    static {
        SURROUNDINGS.put("alone", frame -> frame);
        SURROUNDINGS.put("in a VLAN", frame -> tag("8100 0007", frame));
        SURROUNDINGS.put("in a VLAN in a VLAN", frame -> tag("88a8 0008", tag("8100 0007", frame)));
        SURROUNDINGS.put("behind a priority tag", frame -> tag("8100 e000", frame));
        SURROUNDINGS.put("behind a VN-Tag", frame -> tag("8926 00148001", frame));
        SURROUNDINGS.put("in VXLAN", frame -> in4(TunnelFrames.vxlan(5, frame)));
        SURROUNDINGS.put("in GENEVE", frame -> in4(TunnelFrames.geneve(8, 0x6558, 5, frame)));
        SURROUNDINGS.put("in GRE", frame -> in4(TunnelFrames.gre(0, 0x6558, "", frame)));
        SURROUNDINGS.put("in a backbone", frame -> TagFrames.backbone(7, frame));
        SURROUNDINGS.put(
                "in MPLS over UDP",
                frame -> in4(TunnelFrames.udp4(9, 6635, TunnelFrames.mpls(frame, 16))));
    }

    private Layers() {}

    private static byte[] in4(byte[] packet) {
        return Frames.ethernet(0x0800, packet);
    }

    private static byte[] labelled(byte[] payload) {
        return Frames.ethernet(0x8847, TunnelFrames.mpls(payload, 1000, 16));
    }

    private static byte[] eoip(byte[] frame) {
        return in4(TunnelFrames.gre(0x2001, 0x6400, "%04x 0700".formatted(frame.length), frame));
    }
}
