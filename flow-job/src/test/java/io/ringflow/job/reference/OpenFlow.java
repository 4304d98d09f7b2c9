package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Observer;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flow that has not ended: all its packets. */
final class OpenFlow {

    final FlowName name;
    final WirePacket first;

    /** When the active timeout splits it. */
    final long splitNanos;

    /** What each observer saw, in the order in which they came in. */
    final Map<Observer, List<WirePacket>> seen = new LinkedHashMap<>();

    /** All that was seen, in the order in which it came in. */
    final List<WirePacket> packets = new ArrayList<>();

    InitiatorRule rule = InitiatorRule.FIRST_PACKET;
    boolean initiatorIsSmaller;
    EndReason endReason = EndReason.NONE;

    /** Until when it showed that it goes on. */
    long activeNanos = Long.MIN_VALUE;

    /** Its end was seen: it lingers. */
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

    /** Whether an observer saw a RST, or a FIN of both sides. */
    boolean endSeen(Observer observer) {
        List<WirePacket> its = seen.getOrDefault(observer, List.of());
        return its.stream().anyMatch(packet -> packet.has(TcpFlags.RST))
                || (its.stream().anyMatch(p -> p.has(TcpFlags.FIN) && p.fromSmaller())
                        && its.stream().anyMatch(p -> p.has(TcpFlags.FIN) && !p.fromSmaller()));
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
