package io.ringflow.model;

import java.util.Objects;

/**
 * Names that a flow's payload carried, the first of each kind; empty if none was seen. Capture
 * escapes bytes that are not printable ASCII as {@code \DDD} (RFC 1035, 5.1). Output must still
 * escape the names for its own format.
 *
 * @param tlsSni server name of the TLS ClientHello (RFC 6066)
 * @param tlsAlpn protocols offered by the ClientHello, separated by commas (RFC 7301)
 * @param dnsQuery name of the first DNS question (RFC 1035)
 * @param httpHost Host field of the first HTTP/1 request (RFC 9112)
 */
public record FlowLabels(String tlsSni, String tlsAlpn, String dnsQuery, String httpHost) {

    /** No labels. */
    public static final FlowLabels NONE = new FlowLabels("", "", "", "");

    public FlowLabels {
        Objects.requireNonNull(tlsSni, "tlsSni");
        Objects.requireNonNull(tlsAlpn, "tlsAlpn");
        Objects.requireNonNull(dnsQuery, "dnsQuery");
        Objects.requireNonNull(httpHost, "httpHost");
    }
}
