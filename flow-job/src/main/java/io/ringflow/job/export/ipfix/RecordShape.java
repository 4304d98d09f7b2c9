package io.ringflow.job.export.ipfix;

import io.ringflow.model.Flow;
import io.ringflow.model.TunnelType;

/**
 * What the fields of a record depend on. Each shape has a template, whose id follows from it, so
 * that encoders and the delivery agree without talking to each other.
 *
 * @param bits a set of the constants below
 */
record RecordShape(int bits) {

    /** Id of the template of the shape without bits; smaller ids are reserved. */
    static final int FIRST_TEMPLATE = 256;

    /** Number of shapes. */
    static final int COUNT = 128;

    private static final int V6 = 1;
    private static final int TCP = 2;
    private static final int ICMP = 4;
    private static final int VLAN = 8;
    private static final int SEGMENT = 16;
    private static final int REVERSE = 32;
    private static final int ONE_WAY = 64;

    /** The shape of a flow's record, as its bits. */
    static int bitsOf(DirectedFlow directed) {
        Flow flow = directed.flow();
        TunnelType tunnel = flow.tunnel().type();
        int bits = directed.v6() ? V6 : 0;
        bits |= flow.tcp() ? TCP : 0;
        bits |= directed.icmp() ? ICMP : 0;
        bits |= flow.vlanId() >= 0 ? VLAN : 0;
        bits |= tunnel == TunnelType.VXLAN || tunnel == TunnelType.NVGRE ? SEGMENT : 0;
        bits |= directed.hasReverse() ? REVERSE : 0;
        bits |= directed.oneWay() ? ONE_WAY : 0;
        return bits;
    }

    int templateId() {
        return FIRST_TEMPLATE + bits;
    }

    boolean v6() {
        return has(V6);
    }

    boolean tcp() {
        return has(TCP);
    }

    boolean icmp() {
        return has(ICMP);
    }

    boolean vlan() {
        return has(VLAN);
    }

    /** Returns true if the flow is in a virtual layer 2 network whose id has an element. */
    boolean segment() {
        return has(SEGMENT);
    }

    /** Returns true if the record has both directions. */
    boolean reverse() {
        return has(REVERSE);
    }

    /** Returns true if the flow has only one direction. */
    boolean oneWay() {
        return has(ONE_WAY);
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }
}
