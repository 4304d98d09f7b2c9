package io.ringflow.capture;

/** What a flow's labels say, with the field names that users see. */
public enum LabelKind {
    /** The host name of a TLS ClientHello's server name indication (RFC 6066, 3). */
    TLS_SNI("tlsSni"),
    /** The protocols that a TLS ClientHello offers (RFC 7301), joined by commas. */
    TLS_ALPN("tlsAlpn"),
    /** The name of a DNS message's first question (RFC 1035, 4.1.2). */
    DNS_QUERY("dnsQuery"),
    /** The Host header of an HTTP/1 request (RFC 9110, 7.2). */
    HTTP_HOST("httpHost");

    private final String field;

    LabelKind(String field) {
        this.field = field;
    }

    /** The name of the field in answers and records. */
    public String field() {
        return field;
    }
}
