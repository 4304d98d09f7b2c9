package io.ringflow.job.query;

import io.ringflow.model.FlowField;

/**
 * A number of a flow, read from its rows. Fields that are not here are read from the flow as an
 * object.
 */
@FunctionalInterface
interface RowNumber {

    /** The value, or {@link FlowView#ABSENT}. */
    long read(FlowView row);

    default boolean present(FlowView row) {
        return read(row) != FlowView.ABSENT;
    }

    /** How a field is read; null where only the object has it. Durations are nanoseconds. */
    static RowNumber of(FlowField field) {
        return switch (field) {
            case SRC_PORT -> row -> row.port(0);
            case DST_PORT -> row -> row.port(1);
            case IP_VERSION -> FlowView::ipVersion;
            case VLAN_ID -> FlowView::vlanId;
            case FIRST_SEEN -> FlowView::firstNanos;
            case LAST_SEEN -> FlowView::lastNanos;
            case DURATION_MS -> row -> row.lastNanos() - row.firstNanos();
            case PACKETS -> FlowView::packets;
            case BYTES -> FlowView::bytes;
            case SRC_PACKETS -> row -> row.packets(0);
            case SRC_BYTES -> row -> row.bytes(0);
            case DST_PACKETS -> row -> row.packets(1);
            case DST_BYTES -> row -> row.bytes(1);
            case SRC_RETRANSMITS -> row -> row.retransmits(0);
            case DST_RETRANSMITS -> row -> row.retransmits(1);
            case SRC_OUT_OF_ORDER -> row -> row.outOfOrder(0);
            case DST_OUT_OF_ORDER -> row -> row.outOfOrder(1);
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

    /** A long that is ordered as a double is. */
    static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
}
