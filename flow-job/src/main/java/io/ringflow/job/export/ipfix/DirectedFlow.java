package io.ringflow.job.export.ipfix;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/**
 * A flow as one record shows it: both directions, or one of them with its sender as the source. Not
 * thread-safe; used again for each record.
 */
final class DirectedFlow {

    private Flow flow;
    private boolean both;
    private boolean reversed;

    /** Shows both directions, with the initiator as the source. */
    DirectedFlow both(Flow shown) {
        flow = shown;
        both = shown.src().packets() > 0 && shown.dst().packets() > 0;
        reversed = shown.src().packets() == 0 && shown.dst().packets() > 0;
        return this;
    }

    /** Shows only what the initiator sent, or only what the responder sent. */
    DirectedFlow one(Flow shown, boolean responder) {
        flow = shown;
        both = false;
        reversed = responder;
        return this;
    }

    Flow flow() {
        return flow;
    }

    /** Returns true if the record has reverse elements (RFC 5103). */
    boolean hasReverse() {
        return both;
    }

    IpAddress source() {
        return reversed ? flow.dstAddr() : flow.srcAddr();
    }

    IpAddress destination() {
        return reversed ? flow.srcAddr() : flow.dstAddr();
    }

    int sourcePort() {
        return reversed ? flow.dstPort() : flow.srcPort();
    }

    int destinationPort() {
        return reversed ? flow.srcPort() : flow.dstPort();
    }

    /** What the source sent. */
    FlowSide forward() {
        return reversed ? flow.dst() : flow.src();
    }

    /** What the destination sent. */
    FlowSide backward() {
        return reversed ? flow.src() : flow.dst();
    }

    /** Time of the first packet in the record. */
    long firstNanos() {
        return both ? flow.firstNanos() : forward().firstNanos();
    }

    /** Time of the last packet in the record. */
    long lastNanos() {
        return both ? flow.lastNanos() : forward().lastNanos();
    }

    boolean v6() {
        return flow.ipVersion() == 6;
    }

    /** Returns true if the ICMP type is known. */
    boolean icmp() {
        return flow.icmpType() >= 0
                && (flow.protocol() == Protocols.ICMP || flow.protocol() == Protocols.ICMP6);
    }

    /** Returns true if only one endpoint sent packets. */
    boolean oneWay() {
        return flow.src().packets() == 0 || flow.dst().packets() == 0;
    }

    /**
     * ICMP type and code of what the source sent, type * 256 + code. The flow has those of its
     * first packet; if both endpoints sent packets, the initiator sent the requests.
     */
    int icmpTypeCode() {
        int type = flow.icmpType();
        boolean v6Type = flow.protocol() == Protocols.ICMP6;
        int counter = oneWay() ? -1 : IcmpTypes.counterType(type, v6Type);
        int sent = counter >= 0 && IcmpTypes.isRequest(type, v6Type) == reversed ? counter : type;
        return sent << 8 | flow.icmpCode();
    }
}
