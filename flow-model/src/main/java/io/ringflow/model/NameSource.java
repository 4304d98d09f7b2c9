package io.ringflow.model;

/** How the name of an address is known. */
public enum NameSource {
    /** Nothing is known. */
    NONE(""),
    /** The other endpoint was answered the address when it asked for the name. */
    DNS("dns"),
    /** Server name of the flow's own TLS ClientHello. */
    TLS("tls"),
    /** Server name of the ClientHello in the flow's own QUIC packets. */
    QUIC("quic"),
    /** Host of the flow's own HTTP/1 request. */
    HTTP("http");

    private final String text;

    NameSource(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }
}
