package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.Protocols;

/** The application protocol that a flow's labels prove, in the words of Zeek and Suricata. */
enum AppProtocol {
    /** No label tells. */
    NONE("", ""),
    DNS("dns", "dns"),
    /** TLS over TCP. */
    TLS("ssl", "tls"),
    /** QUIC, in which Zeek also finds TLS. */
    QUIC("quic,ssl", "quic"),
    HTTP("http", "http");

    private final String zeek;
    private final String suricata;

    AppProtocol(String zeek, String suricata) {
        this.zeek = zeek;
        this.suricata = suricata;
    }

    static AppProtocol of(Flow flow) {
        FlowLabels labels = flow.labels();
        if (!labels.dnsQuery().isEmpty()) {
            return DNS;
        }
        if (!labels.httpHost().isEmpty()) {
            return HTTP;
        }
        boolean hello =
                !labels.ja4().isEmpty()
                        || !labels.tlsSni().isEmpty()
                        || !labels.tlsAlpn().isEmpty()
                        || !labels.ech().isEmpty();
        return !hello ? NONE : flow.protocol() == Protocols.UDP ? QUIC : TLS;
    }

    /** Zeek's {@code service}; empty if there is none. */
    String zeek() {
        return zeek;
    }

    /** Suricata's {@code app_proto}; empty if there is none. */
    String suricata() {
        return suricata;
    }
}
