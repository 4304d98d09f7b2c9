package io.ringflow.rpc.discovery;

import io.ringflow.model.text.HostPort;
import java.util.Objects;

/**
 * Host and port of a process.
 *
 * @param host name or address
 * @param port TCP port
 */
public record Endpoint(String host, int port) {

    public Endpoint {
        Objects.requireNonNull(host, "host");
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "\"" + host + ":" + port + "\" is not host:port with a port from 1 to 65535");
        }
    }

    /**
     * Parses an endpoint.
     *
     * @param text {@code host:port}; an IPv6 address may be in brackets
     * @throws IllegalArgumentException if the text is not an endpoint
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(0, colon));
            boolean brackets = host.startsWith("[") && host.endsWith("]");
            return new Endpoint(
                    brackets ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not host:port", e);
        }
    }

    @Override
    public String toString() {
        return HostPort.of(host, port);
    }
}
