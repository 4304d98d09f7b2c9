package io.ringflow.model;

import java.util.Arrays;

/**
 * Pairs of ICMP requests and replies as Community ID v1 defines them (RFC 792, RFC 950, RFC 4443,
 * RFC 4861 and others).
 */
public final class IcmpTypes {

    /** Not the number of any paired ICMP type. */
    private static final byte NO_COUNTER = 0x7f;

    private static final int[][] V4_PAIRS = {{8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}};
    private static final int[][] V6_PAIRS = {
        {128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}
    };

    private static final byte[] V4_COUNTER = counterTypes(V4_PAIRS);
    private static final byte[] V6_COUNTER = counterTypes(V6_PAIRS);
    private static final boolean[] V4_REQUEST = requests(V4_PAIRS);
    private static final boolean[] V6_REQUEST = requests(V6_PAIRS);

    private IcmpTypes() {}

    /** The reply to a request, or the request of a reply; -1 for a one-way message. */
    public static int counterType(int type, boolean v6) {
        byte counter = (v6 ? V6_COUNTER : V4_COUNTER)[type];
        return counter == NO_COUNTER ? -1 : counter & 0xff;
    }

    /** Returns true if the type is a request. */
    public static boolean isRequest(int type, boolean v6) {
        return (v6 ? V6_REQUEST : V4_REQUEST)[type];
    }

    /**
     * What stands for the initiator's port of an ICMP flow: the type of its message. The sender of
     * the request is the initiator, even if the reply came first.
     */
    public static int srcPort(Flow flow) {
        boolean v6 = flow.protocol() == Protocols.ICMP6;
        return repliedFirst(flow, v6) ? counterType(flow.icmpType(), v6) : flow.icmpType();
    }

    /**
     * What stands for the responder's port of an ICMP flow: the type of the other message of the
     * pair, or the code of a one-way message.
     */
    public static int dstPort(Flow flow) {
        boolean v6 = flow.protocol() == Protocols.ICMP6;
        int counterType = counterType(flow.icmpType(), v6);
        if (counterType < 0) {
            return flow.icmpCode();
        }
        return repliedFirst(flow, v6) ? flow.icmpType() : counterType;
    }

    private static boolean repliedFirst(Flow flow, boolean v6) {
        return counterType(flow.icmpType(), v6) >= 0
                && flow.initiatorRule() == InitiatorRule.ICMP_REQUEST
                && !isRequest(flow.icmpType(), v6);
    }

    private static byte[] counterTypes(int[][] pairs) {
        byte[] counters = new byte[256];
        Arrays.fill(counters, NO_COUNTER);
        for (int[] pair : pairs) {
            counters[pair[0]] = (byte) pair[1];
            counters[pair[1]] = (byte) pair[0];
        }
        return counters;
    }

    private static boolean[] requests(int[][] pairs) {
        boolean[] requests = new boolean[256];
        for (int[] pair : pairs) {
            requests[pair[0]] = true;
        }
        return requests;
    }
}
