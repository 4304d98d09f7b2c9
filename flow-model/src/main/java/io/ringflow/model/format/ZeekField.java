package io.ringflow.model.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * The columns of Zeek's {@code conn.log}: those of {@code base/protocols/conn/main.zeek}, then
 * those of the scripts {@code vlan-logging} and {@code community-id-logging}.
 */
enum ZeekField {
    TS("ts", "time"),
    UID("uid", "string"),
    ORIG_H("id.orig_h", "addr"),
    ORIG_P("id.orig_p", "port"),
    RESP_H("id.resp_h", "addr"),
    RESP_P("id.resp_p", "port"),
    PROTO("proto", "enum"),
    SERVICE("service", "string"),
    DURATION("duration", "interval"),
    ORIG_BYTES("orig_bytes", "count"),
    RESP_BYTES("resp_bytes", "count"),
    CONN_STATE("conn_state", "string"),
    LOCAL_ORIG("local_orig", "bool"),
    LOCAL_RESP("local_resp", "bool"),
    MISSED_BYTES("missed_bytes", "count"),
    HISTORY("history", "string"),
    ORIG_PKTS("orig_pkts", "count"),
    ORIG_IP_BYTES("orig_ip_bytes", "count"),
    RESP_PKTS("resp_pkts", "count"),
    RESP_IP_BYTES("resp_ip_bytes", "count"),
    TUNNEL_PARENTS("tunnel_parents", "set[string]"),
    IP_PROTO("ip_proto", "count"),
    VLAN("vlan", "int"),
    COMMUNITY_ID("community_id", "string");

    private final String fieldName;
    private final String type;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final byte[] member;

    ZeekField(String fieldName, String type) {
        this.fieldName = fieldName;
        this.type = type;
        this.member = ('"' + fieldName + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** The names of all columns. */
    static String names() {
        return Arrays.stream(values()).map(field -> field.fieldName).collect(tabs());
    }

    /** The types of all columns. */
    static String types() {
        return Arrays.stream(values()).map(field -> field.type).collect(tabs());
    }

    private static Collector<CharSequence, ?, String> tabs() {
        return Collectors.joining("\t");
    }

    /** The field's name as the start of a member of a JSON object; not to be changed. */
    byte[] member() {
        return member;
    }
}
