package io.ringflow.server;

import io.ringflow.server.security.LoopbackName;
import java.util.Objects;

/**
 * Where the query server listens. The constructor refuses what must not be: whoever can reach the
 * port reads all flows, so it is on a loopback address.
 *
 * @param host a loopback name: {@code localhost}, {@code 127.x.y.z} or {@code ::1}
 * @param port the TCP port, 0 for any free one
 */
public record ServerSettings(String host, int port) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when the host is no loopback name or the port is out of
     *     range; the message names the setting, the value and the mend
     */
    public ServerSettings {
        Objects.requireNonNull(host, "host");
        if (!LoopbackName.isLoopback(host)) {
            throw new IllegalArgumentException(
                    "query.host: "
                            + host
                            + " is not a loopback name; without tokens only localhost, 127.x.y.z"
                            + " and ::1 are allowed");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "query.port: " + port + " is not a port; allowed are 0 to 65535");
        }
    }
}
