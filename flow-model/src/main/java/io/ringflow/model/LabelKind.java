package io.ringflow.model;

/** The kinds of texts that a flow's payload, or the DNS answers before it, may give. */
public enum LabelKind {
    TLS_SNI("tlsSni"),
    TLS_ALPN("tlsAlpn"),
    DNS_QUERY("dnsQuery"),
    HTTP_HOST("httpHost"),
    /** What the ClientHello says about an encrypted one. */
    ECH("ech"),
    /** The JA4 fingerprint of the ClientHello. */
    JA4("ja4"),
    /** What the smaller endpoint's address was called in a DNS answer. */
    NAME_A("nameA"),
    /** What the larger endpoint's address was called in a DNS answer. */
    NAME_B("nameB");

    /** The number of kinds. */
    public static final int COUNT = values().length;

    /** The number of kinds by which traffic is summed up while the job runs: the first ones. */
    public static final int SUMMED_UP = HTTP_HOST.ordinal() + 1;

    /** Maximum length of a label in bytes, including escapes. */
    public static final int MAX_BYTES = 255;

    private final String text;

    LabelKind(String text) {
        this.text = text;
    }

    /** The word users see, except for {@link #NAME_A} and {@link #NAME_B}. */
    public String text() {
        return text;
    }
}
