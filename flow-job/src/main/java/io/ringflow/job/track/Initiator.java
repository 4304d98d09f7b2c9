package io.ringflow.job.track;

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
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/**
 * Decides which endpoint began a flow: who sent the SYN, else who did not send the SYN-ACK, else
 * who asked (ICMP), else who sent the first packet. Stronger evidence that comes later corrects a
 * weaker guess. Nobody is an initiator who can't be: an ICMP reply without a request has its sender
 * for a source, and so has a SYN-ACK to a group of hosts.
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
            if (isGroup(fragments, at, initiatorB)) {
                return;
            }
        } else if (known == InitiatorRule.FIRST_PACKET && isPaired(fragments, at)) {
            rule = InitiatorRule.ICMP_REQUEST;
            initiatorB = !isRequestOfA(fragments, at);
            if (packets(fragments, at, initiatorB) == 0) {
                return;
            }
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
        int type = (int) (fragments[at + FragmentLayout.META] >>> 16) & 0xff;
        return FlowLayout.hasIcmpType(key) && IcmpTypes.counterType(type, v6) >= 0;
    }

    /** Returns true if the type that A sends asks; the key has it in place of A's port. */
    private static boolean isRequestOfA(long[] fragments, int at) {
        long key = fragments[at + FragmentLayout.KEY];
        boolean v6 = FlowLayout.protocol(key) == Protocols.ICMP6;
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
