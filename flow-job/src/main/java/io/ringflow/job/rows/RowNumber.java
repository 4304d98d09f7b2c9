package io.ringflow.job.rows;

import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;

/**
 * A number of a flow that filters, orders and groups read from its rows. A field that is not listed
 * in {@link #of} works as well, but costs an object for each flow.
 */
@FunctionalInterface
public interface RowNumber {

    /** The value, or {@link FlowView#ABSENT}. */
    long read(FlowView flow);

    /** The reader of a field, or null if only the object has it. Durations are in nanoseconds. */
    static RowNumber of(FlowField field) {
        return switch (field) {
            case SRC_PORT -> flow -> flow.port(0);
            case DST_PORT -> flow -> flow.port(1);
            case IP_VERSION -> flow -> flow.head().ipVersion();
            case VLAN_ID -> flow -> unlessNegative(flow.head().vlanId());
            case FIRST_SEEN -> FlowView::firstNanos;
            case LAST_SEEN -> FlowView::lastNanos;
            case DURATION_MS -> flow -> flow.own().durationNanos();
            case PACKETS -> FlowView::packets;
            case BYTES -> FlowView::bytes;
            case SRC_PACKETS -> flow -> flow.own().packets(flow.endpoint(0));
            case SRC_BYTES -> flow -> flow.own().bytes(flow.endpoint(0));
            case DST_PACKETS -> flow -> flow.own().packets(flow.endpoint(1));
            case DST_BYTES -> flow -> flow.own().bytes(flow.endpoint(1));
            case SRC_RETRANSMITS -> flow -> ofTcp(flow, flow.own().retransmits(flow.endpoint(0)));
            case DST_RETRANSMITS -> flow -> ofTcp(flow, flow.own().retransmits(flow.endpoint(1)));
            case SRC_OUT_OF_ORDER -> flow -> ofTcp(flow, flow.own().outOfOrder(flow.endpoint(0)));
            case DST_OUT_OF_ORDER -> flow -> ofTcp(flow, flow.own().outOfOrder(flow.endpoint(1)));
            case ZERO_WINDOWS -> flow -> ofTcp(flow, flow.own().zeroWindows());
            case ICMP_TYPE -> flow -> unlessNegative(flow.head().icmpType());
            case ICMP_CODE -> flow -> unlessNegative(flow.head().icmpCode());
            case DSCP -> flow -> flow.head().dscp();
            case LOST_PACKETS -> FlowView::lostPackets;
            case MIN_PACKET_BYTES -> flow -> flow.own().minPacketBytes();
            case MAX_PACKET_BYTES -> flow -> flow.own().maxPacketBytes();
            default -> null;
        };
    }

    private static long ofTcp(FlowView flow, long value) {
        return flow.protocol() == Protocols.TCP ? value : FlowView.ABSENT;
    }

    private static long unlessNegative(int value) {
        return value < 0 ? FlowView.ABSENT : value;
    }

    /** A long that sorts like a double. */
    static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
}
