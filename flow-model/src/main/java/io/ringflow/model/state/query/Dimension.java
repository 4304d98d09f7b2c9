package io.ringflow.model.state.query;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The group keys by which the job sums up traffic while it runs, so that time series and top lists
 * of a window need not read the flows. The text is the name of the field in filters.
 */
public enum Dimension {
    /** All traffic, under one empty key. */
    TOTAL(""),
    /** The host that captured it; packets seen on several of its interfaces count several times. */
    HOST("host"),
    /** The interface that captured it, as {@code host/interface}. */
    INTERFACE("interface"),
    PROTOCOL("protocol"),
    SRC_ADDR("srcAddr"),
    DST_ADDR("dstAddr"),
    /** The address of either endpoint; traffic counts for both. */
    ADDR("addr"),
    DST_PORT("dstPort"),
    /** The port of either endpoint; traffic counts for both. */
    PORT("port"),
    VLAN_ID("vlanId"),
    TLS_SNI("labels.tlsSni"),
    TLS_ALPN("labels.tlsAlpn"),
    DNS_QUERY("labels.dnsQuery"),
    HTTP_HOST("labels.httpHost");

    /** The number of dimensions. */
    public static final int COUNT = values().length;

    private static final List<Dimension> VALUES = List.of(values());

    private final String text;

    Dimension(String text) {
        this.text = text;
    }

    /** The word users see; empty for the total. */
    public String text() {
        return text;
    }

    /** The dimension with this ordinal. */
    public static Dimension of(int ordinal) {
        return VALUES.get(ordinal);
    }

    /** The dimension with this name. */
    public static Optional<Dimension> named(String name) {
        return Arrays.stream(values()).filter(dimension -> dimension.text.equals(name)).findAny();
    }
}
