package io.ringflow.job.rows;

import io.ringflow.model.field.FlowField;

/**
 * A number of a flow that is read from its rows. Fields that are not numbers in the rows are read
 * from the flow as an object.
 */
@FunctionalInterface
public interface RowNumber {

    /** The value, or {@link FlowView#ABSENT}. */
    long read(FlowView flow);

    /** Returns true if the flow has the number. */
    default boolean present(FlowView flow) {
        return read(flow) != FlowView.ABSENT;
    }

    /** The reader of a field, or null if only the object has it. Durations are in nanoseconds. */
    static RowNumber of(FlowField field) {
        return switch (field) {
            case SRC_PORT -> flow -> flow.port(0);
            case DST_PORT -> flow -> flow.port(1);
            case IP_VERSION -> FlowView::ipVersion;
            case VLAN_ID -> FlowView::vlanId;
            case FIRST_SEEN -> FlowView::firstNanos;
            case LAST_SEEN -> FlowView::lastNanos;
            case DURATION_MS -> flow -> flow.lastNanos() - flow.firstNanos();
            case PACKETS -> FlowView::packets;
            case BYTES -> FlowView::bytes;
            case SRC_PACKETS -> flow -> flow.packets(0);
            case SRC_BYTES -> flow -> flow.bytes(0);
            case DST_PACKETS -> flow -> flow.packets(1);
            case DST_BYTES -> flow -> flow.bytes(1);
            case SRC_RETRANSMITS -> flow -> flow.retransmits(0);
            case DST_RETRANSMITS -> flow -> flow.retransmits(1);
            case SRC_OUT_OF_ORDER -> flow -> flow.outOfOrder(0);
            case DST_OUT_OF_ORDER -> flow -> flow.outOfOrder(1);
            case ZERO_WINDOWS -> FlowView::zeroWindows;
            case ICMP_TYPE -> FlowView::icmpType;
            case ICMP_CODE -> FlowView::icmpCode;
            case DSCP -> FlowView::dscp;
            case LOST_PACKETS -> FlowView::lostPackets;
            case MIN_PACKET_BYTES -> FlowView::minPacketBytes;
            case MAX_PACKET_BYTES -> FlowView::maxPacketBytes;
            default -> null;
        };
    }

    /** A long that sorts like a double. */
    static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
}
