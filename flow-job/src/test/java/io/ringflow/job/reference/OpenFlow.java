package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flow that has not ended, with all its packets. */
final class OpenFlow {

    final FlowName name;
    final WirePacket first;

    /** Time at which the active timeout splits the flow. */
    final long splitNanos;

    /** The packets of each observer, in the order in which the observers first saw the flow. */
    final Map<Observer, List<WirePacket>> seen = new LinkedHashMap<>();

    /** All packets, in the order in which they were folded. */
    final List<WirePacket> packets = new ArrayList<>();

    InitiatorRule rule = InitiatorRule.FIRST_PACKET;
    boolean initiatorIsSmaller;
    EndReason endReason = EndReason.NONE;

    /** The sequence number of the SYN that started the connection, if it was seen. */
    Integer initial;

    /** Whether the flow continues one that ended at the active timeout. */
    boolean continued;

    /** The TCP state before the flow, of the smaller endpoint and of the larger. */
    private int flagsBeforeOfSmaller;

    private int flagsBeforeOfLarger;

    /** Newest time at which the flow was active. */
    long activeNanos = Long.MIN_VALUE;

    /** Whether the end was seen, so that the flow only lingers. */
    boolean closing;

    OpenFlow(FlowName name, WirePacket first, long splitNanos) {
        this.name = name;
        this.first = first;
        this.splitNanos = splitNanos;
        this.initiatorIsSmaller = first.fromSmaller();
    }

    void add(Observer observer, WirePacket packet) {
        seen.computeIfAbsent(observer, key -> new ArrayList<>()).add(packet);
        packets.add(packet);
        decideInitiator(packet);
        closing |= endSeen(observer);
    }

    /** Makes this new flow continue one that ended at the active timeout. */
    void continues(OpenFlow before) {
        continued = true;
        rule = before.rule;
        initiatorIsSmaller = before.initiatorIsSmaller;
        initial = before.initial;
        List<WirePacket> counted = FlowText.ofLargestObserver(before);
        flagsBeforeOfSmaller = before.stateFlags(counted, true);
        flagsBeforeOfLarger = before.stateFlags(counted, false);
    }

    /** The TCP flags of an endpoint that its connection's state follows from, and PSH for data. */
    int stateFlags(List<WirePacket> observed, boolean ofSmaller) {
        int flags = ofSmaller ? flagsBeforeOfSmaller : flagsBeforeOfLarger;
        for (WirePacket packet : observed) {
            if (packet.isTcp() && packet.fromSmaller() == ofSmaller) {
                flags |= packet.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.FIN);
                flags |= packet.analysis().resets() ? TcpFlags.RST : 0;
                flags |= packet.payload() > 0 ? ConnState.DATA : 0;
            }
        }
        return flags;
    }

    private void decideInitiator(WirePacket packet) {
        if (packet.isSyn()) {
            decide(InitiatorRule.SYN, packet.fromSmaller());
        } else if (packet.isSynAck()) {
            decide(InitiatorRule.SYN_ACK, !packet.fromSmaller());
        } else if (packet.counterType() >= 0 && packet.isIcmpRequest()) {
            decide(InitiatorRule.ICMP_REQUEST, packet.fromSmaller());
        }
    }

    private void decide(InitiatorRule by, boolean smaller) {
        if (by.ordinal() > rule.ordinal()) {
            rule = by;
            initiatorIsSmaller = smaller;
        }
    }

    /** Returns true if an observer saw an accepted RST, or a FIN of both sides. */
    boolean endSeen(Observer observer) {
        List<WirePacket> observed = seen.getOrDefault(observer, List.of());
        int ofSmaller = stateFlags(observed, true);
        int ofLarger = stateFlags(observed, false);
        return name.protocol() == Protocols.TCP
                && (((ofSmaller | ofLarger) & TcpFlags.RST) != 0
                        || (ofSmaller & ofLarger & TcpFlags.FIN) != 0);
    }

    long timeoutNanos(FlowSettings settings) {
        return closing
                ? settings.endLinger().toNanos()
                : settings.idleTimeout().nanos(name.protocol());
    }

    EndReason reasonOfSilence() {
        return closing ? EndReason.END_OF_FLOW : EndReason.IDLE_TIMEOUT;
    }
}
