package io.ringflow.job.track;

import static io.ringflow.capture.fragment.FragmentLayout.FIRST_SYN_ACK_FROM_B;
import static io.ringflow.capture.fragment.FragmentLayout.FIRST_SYN_FROM_B;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_A;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_ACK_A;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_ACK_B;
import static io.ringflow.capture.fragment.FragmentLayout.SYN_B;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.job.table.FlowRow;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/**
 * Decides which endpoint started a flow: the one that sent the SYN; else the one that did not send
 * the SYN-ACK; else the one that sent the request (ICMP); else the sender of the first packet.
 * Stronger evidence that comes later corrects a weaker guess. An endpoint that can't have started
 * the flow is never chosen: the source of an ICMP reply without a request is its sender, and so is
 * that of a SYN-ACK to a multicast or broadcast address.
 */
final class Initiator {

    private Initiator() {}

    /** Takes the evidence of a fragment into account. */
    static void decide(FlowRow head, long[] fragments, int at) {
        InitiatorRule known = head.initiatorRule();
        long marks = fragments[at + FragmentLayout.META];
        InitiatorRule rule;
        boolean isB;
        if ((marks & (SYN_A | SYN_B)) != 0) {
            rule = InitiatorRule.SYN;
            isB = (marks & FIRST_SYN_FROM_B) != 0;
        } else if ((marks & (SYN_ACK_A | SYN_ACK_B)) != 0) {
            rule = InitiatorRule.SYN_ACK;
            isB = (marks & FIRST_SYN_ACK_FROM_B) == 0;
            if (isGroup(fragments, at, isB)) {
                return;
            }
        } else if (known == InitiatorRule.FIRST_PACKET && hasCounterType(fragments, at)) {
            rule = InitiatorRule.ICMP_REQUEST;
            isB = !isRequestOfA(fragments, at);
            if (packets(fragments, at, isB) == 0) {
                return;
            }
        } else {
            return;
        }
        if (rule.compareTo(known) > 0) {
            head.initiator(rule, isB);
        }
    }

    /** Returns true if the fragment is of an ICMP type that is a request or the reply to one. */
    private static boolean hasCounterType(long[] fragments, int at) {
        long key = fragments[at + FragmentLayout.KEY];
        boolean v6 = FlowRow.protocol(key) == Protocols.ICMP6;
        int type = (int) (fragments[at + FragmentLayout.META] >>> 16) & 0xff;
        return FlowRow.hasIcmpType(key) && IcmpTypes.counterType(type, v6) >= 0;
    }

    /** Returns true if A's ICMP type, which the key has in place of its port, is a request. */
    private static boolean isRequestOfA(long[] fragments, int at) {
        long key = fragments[at + FragmentLayout.KEY];
        boolean v6 = FlowRow.protocol(key) == Protocols.ICMP6;
        return IcmpTypes.isRequest((int) (key >>> 48), v6);
    }

    private static int packets(long[] fragments, int at, boolean ofB) {
        long packets = fragments[at + FragmentLayout.PACKETS];
        return (int) (ofB ? packets : packets >>> 32);
    }

    private static boolean isGroup(long[] fragments, int at, boolean isB) {
        int high = isB ? FragmentLayout.B_HIGH : FragmentLayout.A_HIGH;
        int low = isB ? FragmentLayout.B_LOW : FragmentLayout.A_LOW;
        return new IpAddress(fragments[at + high], fragments[at + low]).isGroup();
    }
}
