package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.TcpFlags;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The object {@code tcp} of Suricata's events. */
final class EveTcp {

    /** Flags in the order of the events. */
    private static final int[] FLAGS = {
        TcpFlags.SYN, TcpFlags.FIN, TcpFlags.RST, 0x08, TcpFlags.ACK, 0x20, 0x40, 0x80
    };

    private static final String[] FLAG_NAMES = {
        "syn", "fin", "rst", "psh", "ack", "urg", "ecn", "cwr"
    };

    /** The members of the flags that are set, by the flags. */
    private static final byte[][] MEMBERS = new byte[256][];

    private static final String[] HEX = new String[256];

    static {
        for (int flags = 0; flags < MEMBERS.length; flags++) {
            StringBuilder members = new StringBuilder();
            for (int i = 0; i < FLAGS.length; i++) {
                if ((flags & FLAGS[i]) != 0) {
                    members.append(",\"").append(FLAG_NAMES[i]).append("\":true");
                }
            }
            MEMBERS[flags] = members.toString().getBytes(StandardCharsets.US_ASCII);
            HEX[flags] = HexFormat.of().toHexDigits((byte) flags);
        }
    }

    private EveTcp() {}

    /** Writes the object of both directions. */
    static void writeFlow(Flow flow, JsonText json) {
        int src = flow.src().tcpFlags();
        int dst = flow.dst().tcpFlags();
        flags(src | dst, json);
        json.add(",\"tcp_flags_ts\":\"");
        json.add(HEX[src & 0xff]);
        json.add("\",\"tcp_flags_tc\":\"");
        json.add(HEX[dst & 0xff]);
        json.add('"');
        json.add(MEMBERS[(src | dst) & 0xff]);
        String state = state(flow);
        if (!state.isEmpty()) {
            json.add(",\"state\":\"");
            json.add(state);
            json.add('"');
        }
        json.add('}');
    }

    /** Writes the object of one direction. */
    static void writeDirection(int flags, JsonText json) {
        flags(flags, json);
        json.add(MEMBERS[flags & 0xff]);
        json.add('}');
    }

    private static void flags(int flags, JsonText json) {
        json.add(",\"tcp\":{\"tcp_flags\":\"");
        json.add(HEX[flags & 0xff]);
        json.add('"');
    }

    /**
     * The state of Suricata's session; empty if Suricata has no session because it saw no SYN. The
     * server's acknowledgement of a FIN is taken for granted, the client's is not.
     */
    private static String state(Flow flow) {
        return switch (flow.tcpState()) {
            case S0, SH -> "syn_sent";
            case S1 -> "established";
            case S2 -> "close_wait";
            case S3 -> flow.src().lastNanos() > flow.dst().lastNanos() ? "fin_wait2" : "fin_wait1";
            case SF, REJ, RSTO, RSTR, RSTOS0 -> "closed";
            case RSTRH, SHR, OTH -> "";
        };
    }
}
