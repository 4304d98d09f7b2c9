package io.ringflow.job.export.ipfix;

import io.ringflow.model.text.HostPort;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a collector listens.
 *
 * @param host name or address, without brackets
 * @param port the port
 */
record CollectorAddress(String host, int port) implements Serializable {

    private static final int MAX_PORT = 65_535;

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** Parses {@code host:port}, with an IPv6 address in brackets; empty if it is not that. */
    static Optional<CollectorAddress> parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        host = brackets ? host.substring(1, host.length() - 1) : host;
        String port = text.substring(colon + 1);
        boolean v6 = host.indexOf(':') >= 0;
        if (host.isBlank() || v6 != brackets || !PORT.matcher(port).matches()) {
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
