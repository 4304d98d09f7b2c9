package io.ringflow.server;

import io.ringflow.server.security.LoopbackName;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.util.Objects;

/**
 * Where the query server listens, and whom it answers. The constructor refuses what must not be:
 * whoever can reach the port reads all flows, so beyond the loopback interface tokens are needed.
 *
 * @param host an address or name of this host; without tokens a loopback one: {@code localhost},
 *     {@code 127.x.y.z} or {@code ::1}
 * @param port the TCP port, 0 for any free one
 * @param security who is answered
 */
public record ServerSettings(String host, int port, SecuritySettings security) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when the settings don't fit together or the port is out of
     *     range; the message names the setting, the value and the mend
     */
    public ServerSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(security, "security");
        if (security.mode() == Mode.LOCALHOST && !LoopbackName.isLoopback(host)) {
            throw new IllegalArgumentException(
                    "query.host: "
                            + host
                            + " is not a loopback name; without security.mode: token only"
                            + " localhost, 127.x.y.z and ::1 are allowed");
        }
        if (security.mode() == Mode.LOCALHOST && !security.origins().isEmpty()) {
            throw new IllegalArgumentException(
                    "security.cors.origins: web pages of other origins are answered in"
                            + " security.mode: token only");
        }
        if (security.mode() == Mode.TOKEN && security.tokens().isEmpty()) {
            throw new IllegalArgumentException(
                    "security.tokens: security.mode: token needs at least one; \"ringflow token"
                            + " NAME\" makes one");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "query.port: " + port + " is not a port; allowed are 0 to 65535");
        }
    }

    /** This host only, by the rules of {@link SecuritySettings#LOCALHOST}. */
    public ServerSettings(String host, int port) {
        this(host, port, SecuritySettings.LOCALHOST);
    }
}
