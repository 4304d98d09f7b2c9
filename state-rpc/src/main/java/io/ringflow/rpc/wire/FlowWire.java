package io.ringflow.rpc.wire;

import com.google.protobuf.ByteString;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.rpc.wire.v1.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Converts flows to messages and back. */
public final class FlowWire {

    private static final EnumWords<FlowEvent> EVENTS =
            new EnumWords<>("an event", FlowEvent.values(), FlowEvent::text);
    private static final EnumWords<InitiatorRule> RULES =
            new EnumWords<>("an initiator rule", InitiatorRule.values(), InitiatorRule::text);
    private static final EnumWords<TunnelType> TUNNELS =
            new EnumWords<>("a tunnel", TunnelType.values(), TunnelType::text);

    private FlowWire() {}

    /** A flow's message. */
    public static Wire.Flow of(Flow flow) {
        Wire.Flow.Builder message =
                Wire.Flow.newBuilder()
                        .setKeyHash(flow.id().keyHash())
                        .setSequence(flow.id().sequence())
                        .setEvent(flow.event().text())
                        .setSrcAddr(address(flow.srcAddr()))
                        .setDstAddr(address(flow.dstAddr()))
                        .setSrcPort(flow.srcPort())
                        .setDstPort(flow.dstPort())
                        .setProtocol(flow.protocol())
                        .setIpVersion(flow.ipVersion())
                        .setEndReason(flow.endReason().ordinal())
                        .setSrc(side(flow.src()))
                        .setDst(side(flow.dst()))
                        .setMinPacketBytes(flow.minPacketBytes())
                        .setMaxPacketBytes(flow.maxPacketBytes())
                        .setSquaredPacketBytes(flow.squaredPacketBytes())
                        .setZeroWindows(flow.zeroWindows())
                        .setDscp(flow.dscp())
                        .setInitiatorRule(flow.initiatorRule().text())
                        .setGap(flow.gap())
                        .setContinued(flow.continued());
        optional(flow, message);
        flow.observers().forEach(count -> message.addObservers(count(count)));
        return message.build();
    }

    /** A flow's message as bytes. */
    public static byte[] bytes(Flow flow) {
        return of(flow).toByteArray();
    }

    private static void optional(Flow flow, Wire.Flow.Builder message) {
        if (flow.vlanId() != -1) {
            message.setVlanId(flow.vlanId());
        }
        if (!flow.tunnel().equals(Tunnel.NONE)) {
            message.setTunnel(tunnel(flow.tunnel()));
        }
        if (flow.rttNanos() != -1) {
            message.setRttNanos(flow.rttNanos());
        }
        if (flow.icmpType() != -1) {
            message.setIcmpType(flow.icmpType());
        }
        if (flow.icmpCode() != -1) {
            message.setIcmpCode(flow.icmpCode());
        }
        LabelWire.write(flow, message);
    }

    private static Wire.FlowSide side(FlowSide side) {
        Wire.FlowSide.Builder message =
                Wire.FlowSide.newBuilder()
                        .setPackets(side.packets())
                        .setBytes(side.bytes())
                        .setTcpFlags(side.tcpFlags())
                        .setRetransmits(side.retransmits())
                        .setOutOfOrder(side.outOfOrder())
                        .setPayload(side.payload());
        if (side.stateFlags() != side.tcpFlags()) {
            message.setStateFlags(side.stateFlags());
        }
        if (side.firstNanos() != Long.MAX_VALUE) {
            message.setFirstNanos(side.firstNanos());
        }
        if (side.lastNanos() != Long.MIN_VALUE) {
            message.setLastNanos(side.lastNanos());
        }
        return message.build();
    }

    private static Wire.Tunnel tunnel(Tunnel tunnel) {
        Wire.Tunnel.Builder message =
                Wire.Tunnel.newBuilder()
                        .setType(tunnel.type().text())
                        .setSrcAddr(address(tunnel.srcAddr()))
                        .setDstAddr(address(tunnel.dstAddr()));
        if (tunnel.id() != Tunnel.NO_ID) {
            message.setId((int) tunnel.id());
        }
        return message.build();
    }

    private static Wire.ObserverCount count(ObserverCount count) {
        return Wire.ObserverCount.newBuilder()
                .setObserver(of(count.observer()))
                .setSrcPackets(count.srcPackets())
                .setDstPackets(count.dstPackets())
                .setBytes(count.bytes())
                .setFirstNanos(count.firstNanos())
                .setLastNanos(count.lastNanos())
                .build();
    }

    static Wire.Observer of(Observer observer) {
        return Wire.Observer.newBuilder()
                .setHost(observer.host())
                .setInterfaceName(observer.interfaceName())
                .build();
    }

    /**
     * The flow of a message.
     *
     * @throws IllegalArgumentException if the message has unknown values
     */
    public static Flow from(Wire.Flow message) {
        return Flow.builder(new FlowId(message.getKeyHash(), message.getSequence()))
                .event(EVENTS.named(message.getEvent()))
                .addresses(address(message.getSrcAddr()), address(message.getDstAddr()))
                .ports(message.getSrcPort(), message.getDstPort())
                .protocol(message.getProtocol(), message.getIpVersion())
                .vlanId(message.hasVlanId() ? message.getVlanId() : -1)
                .tunnel(message.hasTunnel() ? tunnel(message.getTunnel()) : Tunnel.NONE)
                .endReason(endReason(message.getEndReason()))
                .sides(side(message.getSrc()), side(message.getDst()))
                .packetBytes(
                        message.getMinPacketBytes(),
                        message.getMaxPacketBytes(),
                        message.getSquaredPacketBytes())
                .rttNanos(message.hasRttNanos() ? message.getRttNanos() : -1)
                .zeroWindows(message.getZeroWindows())
                .icmp(
                        message.hasIcmpType() ? message.getIcmpType() : -1,
                        message.hasIcmpCode() ? message.getIcmpCode() : -1)
                .dscp(message.getDscp())
                .initiatorRule(RULES.named(message.getInitiatorRule()))
                .labels(LabelWire.labels(message.getLabels()))
                .names(LabelWire.names(message.getNames()))
                .dns(LabelWire.dns(message.getDns()))
                .observers(observers(message))
                .gap(message.getGap())
                .continued(message.getContinued())
                .build();
    }

    /**
     * The flow of a message as bytes.
     *
     * @throws IOException if these bytes are not a message
     * @throws IllegalArgumentException if the message has unknown values
     */
    public static Flow from(byte[] message) throws IOException {
        return from(Wire.Flow.parseFrom(message));
    }

    private static List<ObserverCount> observers(Wire.Flow message) {
        List<ObserverCount> counts = new ArrayList<>(message.getObserversCount());
        for (Wire.ObserverCount count : message.getObserversList()) {
            counts.add(
                    new ObserverCount(
                            from(count.getObserver()),
                            count.getSrcPackets(),
                            count.getDstPackets(),
                            count.getBytes(),
                            count.getFirstNanos(),
                            count.getLastNanos()));
        }
        return List.copyOf(counts);
    }

    private static EndReason endReason(int value) {
        if (value < 0 || value >= EndReason.values().length) {
            throw new IllegalArgumentException(value + " is not a reason for a flow's end");
        }
        return EndReason.of(value);
    }

    private static FlowSide side(Wire.FlowSide message) {
        return FlowSide.of(
                        message.getPackets(),
                        message.getBytes(),
                        message.hasFirstNanos() ? message.getFirstNanos() : Long.MAX_VALUE,
                        message.hasLastNanos() ? message.getLastNanos() : Long.MIN_VALUE)
                .withTcp(
                        message.getTcpFlags(),
                        message.getRetransmits(),
                        message.getOutOfOrder(),
                        message.getPayload())
                .withStateFlags(
                        message.hasStateFlags() ? message.getStateFlags() : message.getTcpFlags());
    }

    private static Tunnel tunnel(Wire.Tunnel message) {
        return new Tunnel(
                TUNNELS.named(message.getType()),
                message.hasId() ? Integer.toUnsignedLong(message.getId()) : Tunnel.NO_ID,
                address(message.getSrcAddr()),
                address(message.getDstAddr()));
    }

    static Observer from(Wire.Observer message) {
        return new Observer(message.getHost(), message.getInterfaceName());
    }

    private static ByteString address(IpAddress address) {
        if (address.equals(IpAddress.ANY)) {
            return ByteString.EMPTY;
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(address.high()).putLong(address.wireLow());
        return address.isV4()
                ? ByteString.copyFrom(bytes.array(), 12, Integer.BYTES)
                : ByteString.copyFrom(bytes.array());
    }

    private static IpAddress address(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return switch (bytes.size()) {
            case 0 -> IpAddress.ANY;
            case Integer.BYTES -> IpAddress.v4(buffer.getInt());
            case 2 * Long.BYTES -> IpAddress.v6(buffer.getLong(), buffer.getLong());
            default ->
                    throw new IllegalArgumentException(
                            "an address has 4 or 16 bytes, not " + bytes.size());
        };
    }
}
