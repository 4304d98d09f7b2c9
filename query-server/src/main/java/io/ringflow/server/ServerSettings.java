package io.ringflow.server;

import io.ringflow.server.security.LoopbackName;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.util.LinkedHashMap;
import java.util.Map;
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
        mistakes(host, security)
                .forEach(
                        (setting, mistake) -> {
                            throw new IllegalArgumentException(setting + ": " + mistake);
                        });
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "query.port: " + port + " is not a port; allowed are 0 to 65535");
        }
    }

    /**
     * What does not fit together: what is wrong and its mend, by the setting that should change.
     */
    public static Map<String, String> mistakes(String host, SecuritySettings security) {
        Map<String, String> mistakes = new LinkedHashMap<>();
        boolean tokens = security.mode() == Mode.TOKEN;
        if (!tokens && !LoopbackName.isLoopback(host)) {
            mistakes.put(
                    "query.host",
                    '"'
                            + host
                            + "\" is not the loopback interface, and listening beyond it needs"
                            + " security.mode: token; allowed without: localhost, 127.x.y.z, ::1");
        }
        if (!tokens && !security.origins().isEmpty()) {
            mistakes.put(
                    "security.cors.origins",
                    "pages of other sites are answered in security.mode: token only");
        }
        if (tokens && security.tokens().isEmpty()) {
            mistakes.put(
                    "security.tokens",
                    "security.mode: token needs at least one; \"ringflow token NAME\" makes one"
                            + " and prints the line");
        }
        return mistakes;
    }

    /** This host only, by the rules of {@link SecuritySettings#LOCALHOST}. */
    public ServerSettings(String host, int port) {
        this(host, port, SecuritySettings.LOCALHOST);
    }
}
