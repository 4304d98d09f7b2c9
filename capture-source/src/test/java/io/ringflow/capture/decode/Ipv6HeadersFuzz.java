package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import java.util.List;

/**
 * Fuzz target: the chain of extension headers after a valid IPv6 header, compared with a second
 * implementation of RFC 8200.
 *
 * <pre>
 *  next header 8 | bytes of the payload that were not captured 8 | payload
 * </pre>
 */
public final class Ipv6HeadersFuzz {

    private static final DecodeSettings ONE_IP_HEADER =
            new DecodeSettings(false, List.of(), false, DecodeSettings.Connections.DEFAULT);

    private final byte[] payload;
    private final int captured;

    private int protocol;
    private int at;
    private boolean laterFragment;
    private boolean cutOff;

    private Ipv6HeadersFuzz(int protocol, byte[] payload, int cut) {
        this.protocol = protocol;
        this.payload = payload;
        captured = Math.max(0, payload.length - cut);
    }

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int next = in.int8();
        int cut = in.int8();
        byte[] payload = in.rest();
        new Ipv6HeadersFuzz(next, payload, cut).check(Frames.ipv6(next, payload));
    }

    private void check(byte[] packet) {
        PacketBatch batch =
                Decoding.decode(
                        new FrameDecoder(ONE_IP_HEADER),
                        LinkTypes.RAW,
                        TunnelFrames.cut(packet, payload.length - captured),
                        packet.length,
                        Frame.NO_VLAN,
                        0);
        Undecoded problem = follow();
        if (problem != null) {
            Rule.holds(
                    batch.size == 0 && batch.undecoded[problem.ordinal()] == 1,
                    "an invalid chain is counted under its reason: " + problem.text());
            return;
        }
        Rule.holds(batch.size == 1, "a valid chain gives a packet");
        long bits = batch.bits[0];
        Rule.holds(PacketBits.protocol(bits) == protocol, "the protocol is the last next header");
        Rule.holds(
                batch.anomalies[Anomaly.HEADER_CUT.ordinal()] == (cutOff ? 1 : 0),
                "a chain that is cut off is counted");
        Rule.holds(batch.ipBytes[0] == packet.length, "the bytes follow from the IPv6 header");
        if (protocol == 6 || protocol == 17) {
            boolean ports = !laterFragment && captured - at >= 4;
            Rule.holds(
                    PacketBits.srcPort(bits) == (ports ? int16(at) : 0)
                            && PacketBits.dstPort(bits) == (ports ? int16(at + 2) : 0),
                    "the ports are those after the chain");
        }
    }

    /** Follows the chain. Returns null, or why it can't be followed. */
    private Undecoded follow() {
        int headers = 1;
        while (!laterFragment && List.of(0, 43, 44, 51, 60, 139, 140).contains(protocol)) {
            if (captured - at < 8) {
                cutOff = true;
                return null;
            }
            if (++headers > 8) {
                return Undecoded.TOO_MANY_HEADERS;
            }
            int length = int16(at) & 0xff;
            int next = int16(at) >>> 8;
            switch (protocol) {
                case 44 -> {
                    laterFragment = int16(at + 2) >>> 3 != 0;
                    at += 8;
                }
                case 51 -> at += 4 * (length + 2);
                default -> at += 8 * (length + 1);
            }
            protocol = next;
        }
        return null;
    }

    private int int16(int offset) {
        return (payload[offset] & 0xff) << 8 | (payload[offset + 1] & 0xff);
    }

    /** Chains with every kind of header, including one that is too long. */
    public static List<byte[]> seeds() {
        byte[] udp = Frames.ports(1, 2, 4);
        byte[] long7 = udp;
        for (int i = 0; i < 7; i++) {
            long7 = Frames.extension(i == 0 ? 17 : 60, 8, long7);
        }
        return List.of(
                seed(17, 0, udp),
                seed(17, 6, udp),
                seed(0, 0, Frames.extension(43, 8, Frames.extension(60, 24, new byte[8]))),
                seed(51, 0, Frames.authentication(6, 16, Frames.tcp(1, 2, 2, 3))),
                seed(44, 0, Frames.fragment(17, 0, true, udp)),
                seed(44, 0, Frames.fragment(60, 64, false, udp)),
                seed(44, 0, Frames.fragment(44, 0, true, Frames.fragment(6, 8, true, udp))),
                seed(139, 3, Frames.extension(140, 8, Frames.extension(17, 8, udp))),
                seed(60, 0, long7),
                seed(60, 0, Frames.extension(60, 8, long7)));
    }

    private static byte[] seed(int next, int cut, byte[] payload) {
        return new Seeds().int8(next, cut).bytes(payload).array();
    }
}
