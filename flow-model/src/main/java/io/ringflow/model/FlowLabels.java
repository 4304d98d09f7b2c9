package io.ringflow.model;

import java.util.Objects;

/**
 * What a flow's payload carried, the first of each kind; empty if none was seen. Capture escapes
 * bytes that are not printable ASCII as {@code \DDD} (RFC 1035, 5.1). Output must still escape the
 * names for its own format.
 *
 * @param tlsSni server name of the ClientHello of TLS or QUIC (RFC 6066)
 * @param tlsAlpn protocols offered by the ClientHello, separated by commas (RFC 7301)
 * @param ech what is known about an encrypted ClientHello (RFC 9849)
 * @param ja4 fingerprint of the ClientHello
 * @param dnsQuery name of the first DNS question (RFC 1035)
 * @param httpHost Host field of the first HTTP/1 request (RFC 9112)
 */
public record FlowLabels(
        String tlsSni, String tlsAlpn, String ech, String ja4, String dnsQuery, String httpHost) {

    /** No labels. */
    public static final FlowLabels NONE = new FlowLabels("", "", "", "", "", "");

    public FlowLabels {
        Objects.requireNonNull(tlsSni, "tlsSni");
        Objects.requireNonNull(tlsAlpn, "tlsAlpn");
        Objects.requireNonNull(ech, "ech");
        Objects.requireNonNull(ja4, "ja4");
        Objects.requireNonNull(dnsQuery, "dnsQuery");
        Objects.requireNonNull(httpHost, "httpHost");
    }
}
