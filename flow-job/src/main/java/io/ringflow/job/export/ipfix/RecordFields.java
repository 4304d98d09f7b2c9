package io.ringflow.job.export.ipfix;

import static io.ringflow.job.export.ipfix.InformationElement.BIFLOW_DIRECTION;
import static io.ringflow.job.export.ipfix.InformationElement.DESTINATION_IPV4_ADDRESS;
import static io.ringflow.job.export.ipfix.InformationElement.DESTINATION_IPV6_ADDRESS;
import static io.ringflow.job.export.ipfix.InformationElement.DESTINATION_TRANSPORT_PORT;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_END_MILLISECONDS;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_END_NANOSECONDS;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_END_REASON;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_END_SYS_UP_TIME;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_START_MILLISECONDS;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_START_NANOSECONDS;
import static io.ringflow.job.export.ipfix.InformationElement.FLOW_START_SYS_UP_TIME;
import static io.ringflow.job.export.ipfix.InformationElement.ICMP_TYPE_CODE_IPV4;
import static io.ringflow.job.export.ipfix.InformationElement.ICMP_TYPE_CODE_IPV6;
import static io.ringflow.job.export.ipfix.InformationElement.INTERFACE_NAME;
import static io.ringflow.job.export.ipfix.InformationElement.IP_CLASS_OF_SERVICE;
import static io.ringflow.job.export.ipfix.InformationElement.IP_VERSION;
import static io.ringflow.job.export.ipfix.InformationElement.LAYER2_SEGMENT_ID;
import static io.ringflow.job.export.ipfix.InformationElement.MAXIMUM_IP_TOTAL_LENGTH;
import static io.ringflow.job.export.ipfix.InformationElement.MINIMUM_IP_TOTAL_LENGTH;
import static io.ringflow.job.export.ipfix.InformationElement.OCTET_DELTA_COUNT;
import static io.ringflow.job.export.ipfix.InformationElement.PACKET_DELTA_COUNT;
import static io.ringflow.job.export.ipfix.InformationElement.PROTOCOL_IDENTIFIER;
import static io.ringflow.job.export.ipfix.InformationElement.SOURCE_IPV4_ADDRESS;
import static io.ringflow.job.export.ipfix.InformationElement.SOURCE_IPV6_ADDRESS;
import static io.ringflow.job.export.ipfix.InformationElement.SOURCE_TRANSPORT_PORT;
import static io.ringflow.job.export.ipfix.InformationElement.TCP_CONTROL_BITS;
import static io.ringflow.job.export.ipfix.InformationElement.VLAN_ID;

import io.ringflow.model.FlowSide;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The fields of each kind of record, in their order. */
final class RecordFields {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Seconds from 1900, when the time of NTP starts, to 1970. */
    private static final long NTP_TO_UNIX = 2_208_988_800L;

    private static final long VXLAN_SEGMENT = 1L << 56;
    private static final long NVGRE_SEGMENT = 2L << 56;

    /** The source of a biflow is the initiator, as well as can be told. */
    private static final byte INITIATOR = 1;

    private static final List<RecordField> TIMES_NANOS =
            List.of(
                    RecordField.of(
                            FLOW_START_NANOSECONDS, (f, o) -> o.putLong(ntp(f.firstNanos()))),
                    RecordField.of(FLOW_END_NANOSECONDS, (f, o) -> o.putLong(ntp(f.lastNanos()))));

    private static final List<RecordField> TIMES_MILLIS =
            List.of(
                    RecordField.of(
                            FLOW_START_MILLISECONDS, (f, o) -> o.putLong(millis(f.firstNanos()))),
                    RecordField.of(
                            FLOW_END_MILLISECONDS, (f, o) -> o.putLong(millis(f.lastNanos()))));

    /** The delivery fills these, because they are relative to a time in the message's header. */
    private static final List<RecordField> TIMES_RELATIVE =
            List.of(
                    RecordField.of(FLOW_END_SYS_UP_TIME, (f, o) -> o.putInt(0)),
                    RecordField.of(FLOW_START_SYS_UP_TIME, (f, o) -> o.putInt(0)));

    private static final List<RecordField> ADDRESSES_V4 =
            List.of(
                    RecordField.of(SOURCE_IPV4_ADDRESS, (f, o) -> RecordField.putV4(o, f.source())),
                    RecordField.of(
                            DESTINATION_IPV4_ADDRESS,
                            (f, o) -> RecordField.putV4(o, f.destination())));

    private static final List<RecordField> ADDRESSES_V6 =
            List.of(
                    RecordField.of(SOURCE_IPV6_ADDRESS, (f, o) -> RecordField.putV6(o, f.source())),
                    RecordField.of(
                            DESTINATION_IPV6_ADDRESS,
                            (f, o) -> RecordField.putV6(o, f.destination())));

    private static final List<RecordField> PORTS =
            List.of(
                    RecordField.of(
                            SOURCE_TRANSPORT_PORT, (f, o) -> o.putShort((short) f.sourcePort())),
                    RecordField.of(
                            DESTINATION_TRANSPORT_PORT,
                            (f, o) -> o.putShort((short) f.destinationPort())));

    private static final List<RecordField> COMMON =
            List.of(
                    RecordField.of(
                            PROTOCOL_IDENTIFIER, (f, o) -> o.put((byte) f.flow().protocol())),
                    RecordField.of(IP_VERSION, (f, o) -> o.put((byte) f.flow().ipVersion())),
                    // The two bits of ECN are not known.
                    RecordField.of(
                            IP_CLASS_OF_SERVICE, (f, o) -> o.put((byte) (f.flow().dscp() << 2))),
                    RecordField.of(PACKET_DELTA_COUNT, (f, o) -> o.putLong(f.forward().packets())),
                    RecordField.of(OCTET_DELTA_COUNT, (f, o) -> o.putLong(f.forward().bytes())));

    private static final RecordField TCP_FLAGS =
            RecordField.of(TCP_CONTROL_BITS, (f, o) -> o.put(flags(f.forward())));

    private static final List<RecordField> REVERSE_COUNTS =
            List.of(
                    RecordField.reverse(
                            PACKET_DELTA_COUNT, (f, o) -> o.putLong(f.backward().packets())),
                    RecordField.reverse(
                            OCTET_DELTA_COUNT, (f, o) -> o.putLong(f.backward().bytes())));

    private static final RecordField REVERSE_TCP_FLAGS =
            RecordField.reverse(TCP_CONTROL_BITS, (f, o) -> o.put(flags(f.backward())));

    private static final RecordField BIFLOW =
            RecordField.of(BIFLOW_DIRECTION, (f, o) -> o.put(INITIATOR));

    private static final RecordField END_REASON =
            RecordField.of(FLOW_END_REASON, (f, o) -> o.put((byte) f.flow().endReason().ordinal()));

    /** These are of one direction (RFC 5103, 6.1), but a flow has them of both together. */
    private static final List<RecordField> LENGTHS =
            List.of(
                    RecordField.of(
                            MINIMUM_IP_TOTAL_LENGTH, (f, o) -> o.putInt(f.flow().minPacketBytes())),
                    RecordField.of(
                            MAXIMUM_IP_TOTAL_LENGTH,
                            (f, o) -> o.putInt(f.flow().maxPacketBytes())));

    private static final RecordField VLAN =
            RecordField.of(VLAN_ID, (f, o) -> o.putShort((short) f.flow().vlanId()));

    private static final RecordField SEGMENT =
            RecordField.of(LAYER2_SEGMENT_ID, RecordFields::putSegment);

    private static final RecordField INTERFACE =
            RecordField.of(
                    INTERFACE_NAME,
                    (f, o) -> VariableText.put(o, ObservationDomains.interfaceName(f.flow())));

    private RecordFields() {}

    /** The fields of records of a shape. */
    static List<RecordField> of(RecordShape shape, CollectorProtocol protocol, FlowTimes times) {
        boolean v9 = protocol == CollectorProtocol.NETFLOW9;
        List<RecordField> fields = new ArrayList<>();
        if (v9) {
            fields.addAll(TIMES_RELATIVE);
        } else {
            fields.addAll(times.nanos() ? TIMES_NANOS : List.of());
            fields.addAll(times.millis() ? TIMES_MILLIS : List.of());
        }
        if (shape.reverse()) {
            // nfdump 1.7.1 takes reverse elements that it does not know for the forward ones, so
            // that the last one counts.
            fields.addAll(REVERSE_COUNTS);
            fields.addAll(shape.tcp() ? List.of(REVERSE_TCP_FLAGS) : List.of());
            fields.add(BIFLOW);
        }
        fields.addAll(shape.v6() ? ADDRESSES_V6 : ADDRESSES_V4);
        fields.addAll(COMMON);
        fields.addAll(transport(shape));
        fields.addAll(shape.vlan() ? List.of(VLAN) : List.of());
        fields.addAll(shape.oneWay() ? LENGTHS : List.of());
        if (!v9) {
            fields.add(END_REASON);
            fields.addAll(shape.segment() ? List.of(SEGMENT) : List.of());
            fields.add(INTERFACE);
        }
        return List.copyOf(fields);
    }

    private static List<RecordField> transport(RecordShape shape) {
        List<RecordField> fields = new ArrayList<>();
        if (shape.icmp()) {
            InformationElement element = shape.v6() ? ICMP_TYPE_CODE_IPV6 : ICMP_TYPE_CODE_IPV4;
            fields.add(RecordField.of(element, (f, o) -> o.putShort((short) f.icmpTypeCode())));
        } else {
            fields.addAll(PORTS);
        }
        if (shape.tcp()) {
            fields.add(TCP_FLAGS);
        }
        return fields;
    }

    private static byte flags(FlowSide side) {
        return (byte) side.tcpFlags();
    }

    /** The type of the segment in the first byte, its id in the last three. */
    private static void putSegment(DirectedFlow flow, ByteBuffer out) {
        boolean vxlan = flow.flow().tunnel().type() == TunnelType.VXLAN;
        out.putLong((vxlan ? VXLAN_SEGMENT : NVGRE_SEGMENT) | flow.flow().tunnel().id());
    }

    static long millis(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MILLI);
    }

    /**
     * Seconds since 1900 and the fraction in units of 2^-32 s (RFC 7011, 6.1.10), modulo 2^32
     * seconds, which pass in 2036. Rounded up, so that cutting off gives the same nanoseconds.
     */
    static long ntp(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND) + NTP_TO_UNIX;
        long fraction = Math.floorMod(nanos, NANOS_PER_SECOND);
        long rounded = ((fraction << 32) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        return seconds << 32 | rounded;
    }
}
