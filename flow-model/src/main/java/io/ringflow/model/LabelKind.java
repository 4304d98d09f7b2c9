package io.ringflow.model;

/** The kinds of names that a flow's payload may carry. */
public enum LabelKind {
    TLS_SNI("tlsSni"),
    TLS_ALPN("tlsAlpn"),
    DNS_QUERY("dnsQuery"),
    HTTP_HOST("httpHost");

    /** The number of kinds. */
    public static final int COUNT = values().length;

    /** Maximum length of a label in bytes, including escapes. */
    public static final int MAX_BYTES = 255;

    private final String text;

    LabelKind(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }
}
