package io.ringflow.job.table;

import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowNames;
import io.ringflow.model.NameSource;
import io.ringflow.model.Protocols;
import java.util.Locale;

/** Decides what the addresses of a flow were called. */
final class NameChoice {

    private static final String HIDDEN = "hidden";

    private NameChoice() {}

    /**
     * The names of a flow: those of DNS answers; else that of the responder in the flow itself. The
     * server name of a ClientHello that hides another one does not count.
     *
     * @param src name of the initiator in a DNS answer, or empty
     * @param dst name of the responder in a DNS answer, or empty
     */
    static FlowNames of(String src, String dst, FlowLabels labels, int protocol) {
        if (!dst.isEmpty()) {
            return new FlowNames(src, dst, NameSource.DNS);
        }
        if (!labels.tlsSni().isEmpty() && !labels.ech().equals(HIDDEN)) {
            NameSource source = protocol == Protocols.UDP ? NameSource.QUIC : NameSource.TLS;
            return new FlowNames(src, labels.tlsSni().toLowerCase(Locale.ROOT), source);
        }
        String host = withoutPort(labels.httpHost());
        if (!host.isEmpty() && !isAddress(host)) {
            return new FlowNames(src, host.toLowerCase(Locale.ROOT), NameSource.HTTP);
        }
        return src.isEmpty() ? FlowNames.NONE : new FlowNames(src, "", NameSource.DNS);
    }

    /** Removes the port from a Host field (RFC 9110, 7.2). */
    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Returns true for an address, which is not a name (RFC 3986, 3.2.2). */
    private static boolean isAddress(String host) {
        return host.startsWith("[")
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
