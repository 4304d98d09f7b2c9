package io.ringflow.job.export.ipfix;

import io.ringflow.model.text.HostPort;
import java.io.Serializable;
import java.util.Optional;

/**
 * Where a collector listens.
 *
 * @param host name or address, without brackets
 * @param port the port
 */
record CollectorAddress(String host, int port) implements Serializable {

    private static final int MAX_PORT = 65_535;

    /** Parses {@code host:port}, with an IPv6 address in brackets; empty if the text is not that. */
    static Optional<CollectorAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        host = brackets ? host.substring(1, host.length() - 1) : host;
        String port = text.substring(colon + 1);
        boolean number = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (host.isBlank() || host.indexOf(':') >= 0 != brackets || !number) {
            return Optional.empty();
        }
        int value = Integer.parseInt(port);
        return value < 1 || value > MAX_PORT
                ? Optional.empty()
                : Optional.of(new CollectorAddress(host, value));
    }

    /** The address as users write it. */
    String text() {
        return HostPort.of(host, port);
    }
}
