package io.ringflow.job.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TunnelType;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Formats the exported fields of a flow as one line. A flow of the reference and a record of an
 * export give the same line, so that lines can be compared.
 */
final class FlowText {

    /** Exported fields that the reference does not compute. */
    static final Set<String> NOT_METERED =
            Set.of(
                    "id",
                    "communityId",
                    "ja4",
                    "dnsRcode",
                    "dnsLatencyMs",
                    "srcName",
                    "dstName",
                    "nameSource");

    /** About nine hours; longer ones come from clocks that were set. */
    private static final long LONGEST_ROUND_TRIP = (1L << 45) - 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                    .withZone(ZoneOffset.UTC);

    private FlowText() {}

    /** Returns the line of an exported record. */
    static String of(String json) {
        try {
            TreeMap<String, String> fields = new TreeMap<>();
            JsonNode record = JSON.readTree(json);
            record.fieldNames().forEachRemaining(name -> put(fields, name, record.get(name)));
            fields.keySet().removeAll(NOT_METERED);
            return fields.toString();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Map<String, String> fields, String name, JsonNode value) {
        if (value.isObject()) {
            value.fieldNames()
                    .forEachRemaining(
                            member -> put(fields, name + "." + member, value.get(member)));
        } else {
            fields.put(name, text(name, value));
        }
    }

    private static String text(String name, JsonNode value) {
        if (name.equals("observers")) {
            TreeMap<String, String> observers = new TreeMap<>();
            value.forEach(
                    node ->
                            observers.put(
                                    node.get("host").asText()
                                            + "/"
                                            + node.get("interface").asText(),
                                    List.of(
                                                    node.get("packets").asText(),
                                                    node.get("bytes").asText(),
                                                    node.get("firstSeen").asText(),
                                                    node.get("lastSeen").asText(),
                                                    node.path("srcPackets").asText(),
                                                    node.path("dstPackets").asText())
                                            .toString()));
            return observers.toString();
        }
        return value.isFloatingPointNumber() || name.endsWith("PacketBytes") || name.endsWith("Ms")
                ? decimal(value.asDouble())
                : value.asText();
    }

    /** Returns the line of a flow of the reference, with every exported field. */
    static String of(OpenFlow flow) {
        TreeMap<String, String> fields = new TreeMap<>();
        boolean icmp = flow.first.isIcmp();
        Endpoint src = flow.initiatorIsSmaller ? flow.name.smaller() : flow.name.larger();
        Endpoint dst = flow.initiatorIsSmaller ? flow.name.larger() : flow.name.smaller();
        fields.put("event", "end");
        fields.put("state", "ended");
        fields.put("srcAddr", address(src.address()));
        fields.put("dstAddr", address(dst.address()));
        fields.put("srcPort", icmp ? "0" : "" + src.port());
        fields.put("dstPort", icmp ? "0" : "" + dst.port());
        fields.put("protocol", Protocols.name(flow.name.protocol()));
        fields.put("ipVersion", flow.name.v6() ? "6" : "4");
        if (flow.name.vlan() >= 0) {
            fields.put("vlanId", "" + flow.name.vlan());
        }
        flow.packets.stream()
                .map(WirePacket::encapsulation)
                .filter(tunnel -> tunnel.type() != TunnelType.NONE)
                .findFirst()
                .ifPresent(tunnel -> putTunnel(fields, tunnel));
        flow.packets.forEach(packet -> putLabels(fields, packet.analysis().labels()));
        fields.put("endReason", flow.endReason.text());
        fields.put("initiatorRule", flow.rule.text());
        fields.put("dscp", "" + flow.first.dscp());
        if (icmp && flow.first.transport().icmpType() != Transport.UNKNOWN) {
            fields.put("icmpType", "" + flow.first.transport().icmpType());
            fields.put("icmpCode", "" + flow.first.transport().icmpCode());
        }
        if (flow.continued) {
            fields.put("continued", "true");
        }
        List<WirePacket> counted = ofLargestObserver(flow);
        putTotals(fields, counted);
        putSide(fields, "src", flow, side(counted, flow.initiatorIsSmaller));
        putSide(fields, "dst", flow, side(counted, !flow.initiatorIsSmaller));
        if (flow.first.isTcp()) {
            putTcp(fields, flow, counted);
        }
        TreeMap<String, String> observers = new TreeMap<>();
        flow.seen.forEach(
                (observer, packets) -> observers.put(name(observer), observed(flow, packets)));
        fields.put("observers", observers.toString());
        if (flow.seen.size() > 1) {
            fields.put("lostPackets", "" + (lost(flow, true) + lost(flow, false)));
        }
        return fields.toString();
    }

    private static void putTunnel(Map<String, String> fields, Encapsulation tunnel) {
        fields.put("tunnel.type", tunnel.type().text());
        if (tunnel.type().hasId()) {
            fields.put("tunnel.id", Integer.toUnsignedString(tunnel.id()));
        }
        if (tunnel.hasIp()) {
            fields.put("tunnel.srcAddr", address(tunnel.ends().src()));
            fields.put("tunnel.dstAddr", address(tunnel.ends().dst()));
        }
    }

    /** Adds labels that are not known yet. */
    private static void putLabels(Map<String, String> fields, Map<String, String> labels) {
        labels.forEach(
                (name, label) -> {
                    if (!label.isEmpty()) {
                        fields.putIfAbsent(name, label);
                    }
                });
    }

    private static String name(Observer observer) {
        return observer.host() + "/" + observer.interfaceName();
    }

    /** Returns the packets of the observer with most packets; if equal, the first by name. */
    static List<WirePacket> ofLargestObserver(OpenFlow flow) {
        List<WirePacket> largest = List.of();
        for (List<WirePacket> packets : new TreeMap<>(flow.seen).values()) {
            largest = packets.size() > largest.size() ? packets : largest;
        }
        return largest;
    }

    private static void putTotals(Map<String, String> fields, List<WirePacket> packets) {
        double mean = packets.stream().mapToInt(WirePacket::bytes).average().orElseThrow();
        double variance =
                packets.stream()
                        .mapToDouble(p -> (p.bytes() - mean) * (p.bytes() - mean))
                        .average()
                        .orElseThrow();
        fields.put("packets", "" + packets.size());
        fields.put("bytes", "" + bytes(packets));
        fields.put("firstSeen", time(first(packets)));
        fields.put("lastSeen", time(last(packets)));
        fields.put("durationMs", decimal((last(packets) - first(packets)) / 1e6));
        fields.put(
                "minPacketBytes",
                decimal(packets.stream().mapToInt(WirePacket::bytes).min().orElseThrow()));
        fields.put(
                "maxPacketBytes",
                decimal(packets.stream().mapToInt(WirePacket::bytes).max().orElseThrow()));
        fields.put("meanPacketBytes", decimal(mean));
        fields.put("stddevPacketBytes", decimal(Math.sqrt(variance)));
    }

    private static void putSide(
            Map<String, String> fields, String side, OpenFlow flow, List<WirePacket> packets) {
        fields.put(side + "Packets", "" + packets.size());
        fields.put(side + "Bytes", "" + bytes(packets));
        if (flow.first.isTcp()) {
            int flags = packets.stream().mapToInt(WirePacket::flags).reduce(0, (a, b) -> a | b);
            fields.put(side + "TcpFlags", TcpFlags.text(flags));
            fields.put(side + "Retransmits", count(packets, p -> p.analysis().retransmit()));
            fields.put(side + "OutOfOrder", count(packets, p -> p.analysis().outOfOrder()));
        }
    }

    private static void putTcp(
            Map<String, String> fields, OpenFlow flow, List<WirePacket> packets) {
        fields.put("zeroWindows", count(packets, p -> p.analysis().zeroWindow()));
        ConnState state =
                new ConnState(
                        flow.rule,
                        flow.stateFlags(packets, flow.initiatorIsSmaller),
                        flow.stateFlags(packets, !flow.initiatorIsSmaller));
        fields.put("tcpState", state.text());
        long rtt = rttOfFirstObserver(flow);
        if (rtt >= 0) {
            fields.put("rttMs", decimal(Math.min(rtt, LONGEST_ROUND_TRIP) / 1e6));
        }
    }

    private static String count(List<WirePacket> packets, Predicate<WirePacket> which) {
        return "" + packets.stream().filter(which).count();
    }

    /** Returns the round trip time of the first observer that saw the handshake, or -1. */
    private static long rttOfFirstObserver(OpenFlow flow) {
        long rtt = -1;
        long first = Long.MAX_VALUE;
        for (List<WirePacket> packets : flow.seen.values()) {
            OptionalLong handshake =
                    packets.stream()
                            .mapToLong(packet -> packet.analysis().rttNanos())
                            .filter(nanos -> nanos >= 0)
                            .findFirst();
            if (handshake.isPresent() && first(packets) < first) {
                rtt = handshake.getAsLong();
                first = first(packets);
            }
        }
        return rtt;
    }

    private static List<WirePacket> side(List<WirePacket> packets, boolean smaller) {
        return packets.stream().filter(packet -> packet.fromSmaller() == smaller).toList();
    }

    /** Returns by how many packets of a side the observers that saw any differ. */
    private static int lost(OpenFlow flow, boolean smaller) {
        List<Integer> seen =
                flow.seen.values().stream()
                        .map(packets -> side(packets, smaller).size())
                        .filter(size -> size > 0)
                        .sorted()
                        .toList();
        return seen.isEmpty() ? 0 : seen.getLast() - seen.getFirst();
    }

    private static String observed(OpenFlow flow, List<WirePacket> packets) {
        boolean several = flow.seen.size() > 1;
        boolean smaller = flow.initiatorIsSmaller;
        return List.of(
                        "" + packets.size(),
                        "" + bytes(packets),
                        time(first(packets)),
                        time(last(packets)),
                        several ? "" + side(packets, smaller).size() : "",
                        several ? "" + side(packets, !smaller).size() : "")
                .toString();
    }

    private static long bytes(List<WirePacket> packets) {
        return packets.stream().mapToLong(WirePacket::bytes).sum();
    }

    private static long first(List<WirePacket> packets) {
        return packets.stream().mapToLong(WirePacket::nanos).min().orElseThrow();
    }

    private static long last(List<WirePacket> packets) {
        return packets.stream().mapToLong(WirePacket::nanos).max().orElseThrow();
    }

    private static String address(IpAddress address) {
        return address.toString();
    }

    private static String decimal(double value) {
        double exported = Math.round(value * 1e6) / 1e6;
        return "" + Math.round(exported * 1000) / 1000.0;
    }

    private static String time(long nanos) {
        return TIME.format(
                Instant.ofEpochSecond(
                        Math.floorDiv(nanos, 1_000_000_000L),
                        Math.floorMod(nanos, 1_000_000_000L)));
    }
}
