package io.ringflow.job.query;

import io.ringflow.model.FlowField;

/**
 * A number of a flow, read from its rows. Fields that are not here are read from the flow as an
 * object.
 */
@FunctionalInterface
interface RowNumber {

    /** The value, or {@link FlowRow#ABSENT}. */
    long read(FlowRow row);

    default boolean present(FlowRow row) {
        return read(row) != FlowRow.ABSENT;
    }

    /** How a field is read; null where only the object has it. Durations are nanoseconds. */
    static RowNumber of(FlowField field) {
        return switch (field) {
            case SRC_PORT -> row -> row.port(0);
            case DST_PORT -> row -> row.port(1);
            case IP_VERSION -> FlowRow::ipVersion;
            case VLAN_ID -> FlowRow::vlanId;
            case FIRST_SEEN -> FlowRow::firstNanos;
            case LAST_SEEN -> FlowRow::lastNanos;
            case DURATION_MS -> row -> row.lastNanos() - row.firstNanos();
            case PACKETS -> FlowRow::packets;
            case BYTES -> FlowRow::bytes;
            case SRC_PACKETS -> row -> row.packets(0);
            case SRC_BYTES -> row -> row.bytes(0);
            case DST_PACKETS -> row -> row.packets(1);
            case DST_BYTES -> row -> row.bytes(1);
            case SRC_RETRANSMITS -> row -> row.retransmits(0);
            case DST_RETRANSMITS -> row -> row.retransmits(1);
            case SRC_OUT_OF_ORDER -> row -> row.outOfOrder(0);
            case DST_OUT_OF_ORDER -> row -> row.outOfOrder(1);
            case ZERO_WINDOWS -> FlowRow::zeroWindows;
            case ICMP_TYPE -> FlowRow::icmpType;
            case ICMP_CODE -> FlowRow::icmpCode;
            case DSCP -> FlowRow::dscp;
            case LOST_PACKETS -> FlowRow::lostPackets;
            case MIN_PACKET_BYTES -> FlowRow::minPacketBytes;
            case MAX_PACKET_BYTES -> FlowRow::maxPacketBytes;
            default -> null;
        };
    }

    /** A long that is ordered as a double is. */
    static long ordered(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
}
