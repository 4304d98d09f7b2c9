package io.ringflow.model.format;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.CommunityId;
import java.io.ByteArrayOutputStream;

/**
 * Writes flows as events of Suricata's EVE JSON ({@code output-json-flow.c}, {@code
 * output-json-netflow.c} and {@code etc/schema.json} of Suricata). The time of an event is that of
 * the flow's last packet, so that a capture always gives the same events. Not thread-safe.
 */
final class EveWriter implements FlowWriter {

    /** Suricata limits its ids to as many bits, so that readers keep them exact. */
    private static final int ID_BITS = 51;

    private final EveEvents events;
    private final JsonText json = new JsonText();
    private final CommunityId communityIds = new CommunityId();

    EveWriter(EveEvents events) {
        this.events = events;
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        if (events != EveEvents.NETFLOW) {
            writeFlow(flow);
            json.writeTo(out);
        }
        if (events != EveEvents.FLOW) {
            boolean onlyReply = flow.src().packets() == 0;
            if (!onlyReply) {
                writeNetflow(flow, false);
                json.writeTo(out);
            }
            if (onlyReply || flow.dst().packets() > 0) {
                writeNetflow(flow, true);
                json.writeTo(out);
            }
        }
    }

    private void writeFlow(Flow flow) {
        start(flow, "flow", false);
        icmpResponse(flow);
        member("ip_v", flow.ipVersion());
        appProto(flow);
        json.add(",\"flow\":{\"pkts_toserver\":");
        json.number(flow.src().packets());
        member("pkts_toclient", flow.dst().packets());
        member("bytes_toserver", flow.src().bytes());
        member("bytes_toclient", flow.dst().bytes());
        times(flow);
        string("state", state(flow));
        string("reason", reason(flow.endReason()));
        json.add(",\"alerted\":false}");
        if (flow.tcp()) {
            EveTcp.writeFlow(flow, json);
        }
        end(flow);
    }

    private void writeNetflow(Flow flow, boolean reverse) {
        FlowSide side = reverse ? flow.dst() : flow.src();
        start(flow, "netflow", reverse);
        appProto(flow);
        json.add(",\"netflow\":{\"pkts\":");
        json.number(side.packets());
        member("bytes", side.bytes());
        times(flow);
        json.add('}');
        if (flow.tcp()) {
            EveTcp.writeDirection(side.tcpFlags(), json);
        }
        end(flow);
    }

    /** What all events have. */
    private void start(Flow flow, String eventType, boolean reverse) {
        json.clear();
        json.add("{\"timestamp\":");
        json.eveTime(flow.lastNanos());
        member("flow_id", flowId(flow.id()));
        observer(flow);
        string("event_type", eventType);
        if (flow.vlanId() >= 0) {
            json.add(",\"vlan\":[");
            json.number(flow.vlanId());
            json.add(']');
        }
        endpoint("src", reverse ? flow.dstAddr() : flow.srcAddr());
        port("src", reverse ? flow.dstPort() : flow.srcPort(), flow.protocol());
        endpoint("dest", reverse ? flow.srcAddr() : flow.dstAddr());
        port("dest", reverse ? flow.srcPort() : flow.dstPort(), flow.protocol());
        string("proto", EveProtocol.name(flow.protocol()));
        if (flow.icmpType() >= 0) {
            icmp(flow, reverse);
        }
    }

    private void end(Flow flow) {
        string("community_id", communityIds.of(flow));
        json.add("}\n");
    }

    /** Names the observer that saw most: an interface, or the capture file that was read. */
    private void observer(Flow flow) {
        ObserverCount most = null;
        for (ObserverCount count : flow.observers()) {
            if (most == null || count.packets() > most.packets()) {
                most = count;
            }
        }
        if (most == null) {
            return;
        }
        Observer observer = most.observer();
        boolean file = observer.host().equals(Observer.REPLAY_HOST);
        json.add(file ? ",\"pcap_filename\":" : ",\"in_iface\":");
        json.quoted(observer.interfaceName());
        if (!file) {
            json.add(",\"host\":");
            json.quoted(observer.host());
        }
    }

    private void endpoint(String side, IpAddress address) {
        json.add(",\"");
        json.add(side);
        json.add("_ip\":");
        json.quoted(address);
    }

    private void port(String side, int port, int protocol) {
        if (protocol == Protocols.TCP || protocol == Protocols.UDP || protocol == Protocols.SCTP) {
            json.add(",\"");
            json.add(side);
            json.add("_port\":");
            json.number(port);
        }
    }

    /**
     * Type and code of the sender's message. A flow has the code of its first packet only, so that
     * of the other direction is left out.
     */
    private void icmp(Flow flow, boolean reverse) {
        int type = reverse && paired(flow) ? IcmpTypes.dstPort(flow) : IcmpTypes.srcPort(flow);
        member("icmp_type", type);
        if (type == flow.icmpType()) {
            member("icmp_code", flow.icmpCode());
        }
    }

    private void icmpResponse(Flow flow) {
        if (flow.icmpType() >= 0 && flow.dst().packets() > 0 && paired(flow)) {
            member("response_icmp_type", IcmpTypes.dstPort(flow));
        }
    }

    private static boolean paired(Flow flow) {
        boolean v6 = flow.protocol() == Protocols.ICMP6;
        return IcmpTypes.counterType(flow.icmpType(), v6) >= 0;
    }

    private void appProto(Flow flow) {
        AppProtocol protocol = AppProtocol.of(flow);
        if (protocol != AppProtocol.NONE) {
            string("app_proto", protocol.suricata());
        }
    }

    /** Start, end and, like Suricata, the difference of their whole seconds. */
    private void times(Flow flow) {
        json.add(",\"start\":");
        json.eveTime(flow.firstNanos());
        json.add(",\"end\":");
        json.eveTime(flow.lastNanos());
        member("age", seconds(flow.lastNanos()) - seconds(flow.firstNanos()));
    }

    private static long seconds(long nanos) {
        return Math.floorDiv(nanos, 1_000_000_000L);
    }

    private void string(String name, String ascii) {
        json.add(",\"");
        json.add(name);
        json.add("\":\"");
        json.add(ascii);
        json.add('"');
    }

    private void member(String name, long value) {
        json.add(",\"");
        json.add(name);
        json.add("\":");
        json.number(value);
    }

    /** Suricata's state of a flow: both sides must have sent something to be established. */
    private static String state(Flow flow) {
        boolean answered = flow.src().packets() > 0 && flow.dst().packets() > 0;
        String open = answered ? "established" : "new";
        if (!flow.tcp()) {
            return open;
        }
        return switch (flow.tcpState()) {
            case S1, S2, S3 -> "established";
            case SF, REJ, RSTO, RSTR, RSTOS0, RSTRH -> "closed";
            case S0, SH -> "new";
            case SHR, OTH -> open;
        };
    }

    private static String reason(EndReason reason) {
        return switch (reason) {
            // Suricata logs a closed connection when it has timed out.
            case IDLE_TIMEOUT, END_OF_FLOW -> "timeout";
            case ACTIVE_TIMEOUT, LACK_OF_RESOURCES -> "forced";
            case FORCED_END -> "shutdown";
            case NONE -> "unknown";
        };
    }

    /** Like Suricata's ids, the hash of the flow's key below other bits. */
    private static long flowId(FlowId id) {
        long mixed = id.sequence() * 0x9e37_79b9_7f4a_7c15L;
        long other = mixed >>> (Long.SIZE - (ID_BITS - Integer.SIZE));
        return other << Integer.SIZE | Integer.toUnsignedLong(id.keyHash());
    }
}
