package io.ringflow.job.export.ipfix;

/**
 * The information elements that are exported, with their numbers in IANA's registry "IPFIX
 * Information Elements". NetFlow v9 has the same numbers below 128.
 */
enum InformationElement {
    OCTET_DELTA_COUNT(1, 8),
    PACKET_DELTA_COUNT(2, 8),
    PROTOCOL_IDENTIFIER(4, 1),
    IP_CLASS_OF_SERVICE(5, 1),
    TCP_CONTROL_BITS(6, 1),
    SOURCE_TRANSPORT_PORT(7, 2),
    SOURCE_IPV4_ADDRESS(8, 4),
    DESTINATION_TRANSPORT_PORT(11, 2),
    DESTINATION_IPV4_ADDRESS(12, 4),
    FLOW_END_SYS_UP_TIME(21, 4),
    FLOW_START_SYS_UP_TIME(22, 4),
    MINIMUM_IP_TOTAL_LENGTH(25, 4),
    MAXIMUM_IP_TOTAL_LENGTH(26, 4),
    SOURCE_IPV6_ADDRESS(27, 16),
    DESTINATION_IPV6_ADDRESS(28, 16),
    ICMP_TYPE_CODE_IPV4(32, 2),
    EXPORTED_OCTET_TOTAL_COUNT(40, 8),
    EXPORTED_MESSAGE_TOTAL_COUNT(41, 8),
    EXPORTED_FLOW_RECORD_TOTAL_COUNT(42, 8),
    VLAN_ID(58, 2),
    IP_VERSION(60, 1),
    INTERFACE_NAME(82, InformationElement.VARIABLE),
    PACKET_TOTAL_COUNT(86, 8),
    DROPPED_PACKET_TOTAL_COUNT(135, 8),
    FLOW_END_REASON(136, 1),
    ICMP_TYPE_CODE_IPV6(139, 2),
    OBSERVATION_DOMAIN_ID(149, 4),
    FLOW_START_MILLISECONDS(152, 8),
    FLOW_END_MILLISECONDS(153, 8),
    FLOW_START_NANOSECONDS(156, 8),
    FLOW_END_NANOSECONDS(157, 8),
    IGNORED_PACKET_TOTAL_COUNT(164, 8),
    BIFLOW_DIRECTION(239, 1),
    OBSERVATION_DOMAIN_NAME(300, InformationElement.VARIABLE),
    LAYER2_SEGMENT_ID(351, 8);

    /** The length in a template of elements whose length is in each record (RFC 7011, 7). */
    static final int VARIABLE = 65_535;

    private final int id;
    private final int length;

    InformationElement(int id, int length) {
        this.id = id;
        this.length = length;
    }

    /** The element's number. */
    int id() {
        return id;
    }

    /** Octets in a record, which may be fewer than the abstract type has; or {@link #VARIABLE}. */
    int length() {
        return length;
    }
}
