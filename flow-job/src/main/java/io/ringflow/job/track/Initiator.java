package io.ringflow.job.track;

import static io.ringflow.job.local.FragmentLayout.FIRST_FROM_B;
import static io.ringflow.job.local.FragmentLayout.FIRST_SYN_ACK_FROM_B;
import static io.ringflow.job.local.FragmentLayout.FIRST_SYN_FROM_B;
import static io.ringflow.job.local.FragmentLayout.SYN_A;
import static io.ringflow.job.local.FragmentLayout.SYN_ACK_A;
import static io.ringflow.job.local.FragmentLayout.SYN_ACK_B;
import static io.ringflow.job.local.FragmentLayout.SYN_B;

import io.ringflow.job.local.FragmentLayout;
import io.ringflow.job.table.FlowLayout;
import io.ringflow.job.table.FlowTable;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Protocols;

/**
 * Decides which endpoint began a flow: who sent the SYN, else who did not send the SYN-ACK, else
 * who asked (ICMP), else who sent the first packet. Stronger evidence that comes later corrects a
 * weaker guess.
 */
final class Initiator {

    private Initiator() {}

    /** Weighs what a fragment adds to a flow. */
    static void decide(FlowTable table, int row, long[] fragments, int at) {
        long flowMeta = table.get(row, FlowLayout.META);
        InitiatorRule known = FlowLayout.rule(flowMeta);
        long marks = fragments[at + FragmentLayout.META];
        InitiatorRule rule;
        boolean initiatorB;
        if ((marks & (SYN_A | SYN_B)) != 0) {
            rule = InitiatorRule.SYN;
            initiatorB = (marks & FIRST_SYN_FROM_B) != 0;
        } else if ((marks & (SYN_ACK_A | SYN_ACK_B)) != 0) {
            rule = InitiatorRule.SYN_ACK;
            initiatorB = (marks & FIRST_SYN_ACK_FROM_B) == 0;
        } else if (known == InitiatorRule.FIRST_PACKET && isPaired(fragments, at)) {
            rule = InitiatorRule.ICMP_REQUEST;
            initiatorB = isRequest(fragments, at) == ((marks & FIRST_FROM_B) != 0);
        } else {
            return;
        }
        if (rule.compareTo(known) > 0) {
            table.set(row, FlowLayout.META, FlowLayout.withRule(flowMeta, rule, initiatorB));
        }
    }

    private static boolean isPaired(long[] fragments, int at) {
        long key = fragments[at + FragmentLayout.KEY];
        boolean v6 = FlowLayout.protocol(key) == Protocols.ICMP6;
        return FlowLayout.hasIcmpType(key)
                && IcmpTypes.counterType(icmpType(fragments, at), v6) >= 0;
    }

    private static boolean isRequest(long[] fragments, int at) {
        boolean v6 = FlowLayout.protocol(fragments[at + FragmentLayout.KEY]) == Protocols.ICMP6;
        return IcmpTypes.isRequest(icmpType(fragments, at), v6);
    }

    private static int icmpType(long[] fragments, int at) {
        return (int) (fragments[at + FragmentLayout.META] >>> 16) & 0xff;
    }
}
