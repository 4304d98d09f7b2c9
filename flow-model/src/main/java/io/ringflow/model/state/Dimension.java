package io.ringflow.model.state;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * By what the job sums up traffic while it runs, so that time series and top lists of a window need
 * no look at the flows. The text is the filter's word for it.
 */
public enum Dimension {
    /** All traffic, under one empty key. */
    TOTAL(""),
    /** Host that captured it; what several of its interfaces saw counts for each of them. */
    HOST("host"),
    /** Interface that captured it, as {@code host/interface}. */
    INTERFACE("interface"),
    PROTOCOL("protocol"),
    SRC_ADDR("srcAddr"),
    DST_ADDR("dstAddr"),
    /** Either end's address; traffic counts for both ends. */
    ADDR("addr"),
    DST_PORT("dstPort"),
    /** Either end's port; traffic counts for both ends. */
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

    /** The dimension with an ordinal. */
    public static Dimension of(int ordinal) {
        return VALUES.get(ordinal);
    }

    /** The dimension with a name. */
    public static Optional<Dimension> named(String name) {
        return Arrays.stream(values()).filter(each -> each.text.equals(name)).findAny();
    }
}
