package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.CommunityId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Writes flows as Zeek's {@code conn.log}. What Zeek knows and a flow does not say has no value, as
 * in Zeek's own logs: bytes of payload (unless there were none), the bytes missed in a connection
 * with data, and the parents of a tunnel. Not thread-safe.
 */
final class ZeekWriter implements FlowWriter {

    /** How Zeek writes the time at which a log was opened or closed: in the zone of the host. */
    private static final DateTimeFormatter LOG_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss");

    private final ZeekLine line;
    private final Clock clock;

    /** Whether there are lines around the records. */
    private final boolean framed;

    private final ZeekHistory history = new ZeekHistory();
    private final CommunityId communityIds = new CommunityId();

    private ZeekWriter(ZeekLine line, Clock clock, boolean framed) {
        this.line = line;
        this.clock = clock;
        this.framed = framed;
    }

    /** A writer of tab-separated values with Zeek's header. */
    static ZeekWriter tsv(Clock clock) {
        return new ZeekWriter(new ZeekLine.Tsv(), clock, true);
    }

    /** A writer of one JSON object per line. */
    static ZeekWriter json() {
        return new ZeekWriter(new ZeekLine.Json(), Clock.systemUTC(), false);
    }

    @Override
    public byte[] header() {
        return framed
                ? ascii(
                        "#separator \\x09\n"
                                + "#set_separator\t,\n"
                                + "#empty_field\t(empty)\n"
                                + "#unset_field\t-\n"
                                + "#path\tconn\n"
                                + ("#open\t" + now() + '\n')
                                + ("#fields\t" + ZeekField.names() + '\n')
                                + ("#types\t" + ZeekField.types() + '\n'))
                : new byte[0];
    }

    @Override
    public byte[] footer() {
        return framed ? ascii("#close\t" + now() + '\n') : new byte[0];
    }

    private String now() {
        return LOG_TIME.format(LocalDateTime.now(clock));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        line.clear();
        line.millionths(ZeekField.TS, micros(flow.firstNanos()));
        line.uid(ZeekField.UID, flow.id());
        endpoints(flow);
        line.text(ZeekField.PROTO, proto(flow.protocol()));
        line.text(ZeekField.SERVICE, AppProtocol.of(flow).zeek());
        durationAndPayload(flow);
        line.text(ZeekField.CONN_STATE, state(flow));
        line.bool(ZeekField.LOCAL_ORIG, LocalAddresses.contains(flow.srcAddr()));
        line.bool(ZeekField.LOCAL_RESP, LocalAddresses.contains(flow.dstAddr()));
        boolean noGaps = !flow.tcp() || (!flow.src().payload() && !flow.dst().payload());
        line.numberOrUnset(ZeekField.MISSED_BYTES, 0, noGaps);
        line.text(ZeekField.HISTORY, history.of(flow));
        line.number(ZeekField.ORIG_PKTS, flow.src().packets());
        line.number(ZeekField.ORIG_IP_BYTES, flow.src().bytes());
        line.number(ZeekField.RESP_PKTS, flow.dst().packets());
        line.number(ZeekField.RESP_IP_BYTES, flow.dst().bytes());
        line.unset(ZeekField.TUNNEL_PARENTS);
        line.number(ZeekField.IP_PROTO, flow.protocol());
        line.numberOrUnset(ZeekField.VLAN, flow.vlanId(), flow.vlanId() >= 0);
        line.text(ZeekField.COMMUNITY_ID, communityIds.of(flow));
        line.end();
        line.writeTo(out);
    }

    /** The addresses and ports; Zeek counts the types of ICMP as ports. */
    private void endpoints(Flow flow) {
        boolean icmp = flow.icmpType() >= 0;
        line.address(ZeekField.ORIG_H, flow.srcAddr());
        line.number(ZeekField.ORIG_P, icmp ? IcmpTypes.srcPort(flow) : port(flow, flow.srcPort()));
        line.address(ZeekField.RESP_H, flow.dstAddr());
        line.number(ZeekField.RESP_P, icmp ? IcmpTypes.dstPort(flow) : port(flow, flow.dstPort()));
    }

    /** Protocols other than TCP and UDP have no ports in Zeek. */
    private static int port(Flow flow, int port) {
        return flow.tcp() || flow.protocol() == Protocols.UDP ? port : 0;
    }

    /** A single packet has neither a duration nor, in Zeek, bytes of payload. */
    private void durationAndPayload(Flow flow) {
        boolean lasting = flow.lastNanos() > flow.firstNanos();
        if (lasting) {
            line.millionths(
                    ZeekField.DURATION, micros(flow.lastNanos()) - micros(flow.firstNanos()));
        } else {
            line.unset(ZeekField.DURATION);
        }
        boolean tcp = flow.tcp();
        line.numberOrUnset(ZeekField.ORIG_BYTES, 0, lasting && withoutPayload(flow.src(), tcp));
        line.numberOrUnset(ZeekField.RESP_BYTES, 0, lasting && withoutPayload(flow.dst(), tcp));
    }

    private static boolean withoutPayload(FlowSide side, boolean tcp) {
        return side.packets() == 0 || (tcp && !side.payload());
    }

    private static long micros(long nanos) {
        return Math.floorDiv(nanos, 1000);
    }

    private static String proto(int protocol) {
        return switch (protocol) {
            case Protocols.TCP -> "tcp";
            case Protocols.UDP -> "udp";
            case Protocols.ICMP, Protocols.ICMP6 -> "icmp";
            default -> "unknown_transport";
        };
    }

    /** Zeek's state: of UDP it says who sent, of other protocols than TCP and UDP nothing. */
    private static String state(Flow flow) {
        if (flow.tcp()) {
            return flow.tcpState().name();
        }
        if (flow.protocol() != Protocols.UDP) {
            return "OTH";
        }
        return flow.src().packets() == 0 ? "SHR" : flow.dst().packets() == 0 ? "S0" : "SF";
    }
}
