package io.ringflow.server;

import io.ringflow.server.security.LoopbackName;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The address on which the query server listens, and its security. Anyone who can reach the port
 * can read all flows, so the constructor requires tokens beyond the loopback interface.
 *
 * @param host an address or name of this host; without tokens it must be a loopback address: {@code
 *     localhost}, {@code 127.x.y.z} or {@code ::1}
 * @param port the TCP port, 0 for any free one
 * @param security whose requests are answered
 */
public record ServerSettings(String host, int port, SecuritySettings security) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the settings contradict each other or the port is out of
     *     range; the message names the setting, the value and the remedy
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

    /** Contradictions: what is wrong and how to fix it, by the setting that should change. */
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

    /** Settings for local clients only, with {@link SecuritySettings#LOCALHOST}. */
    public ServerSettings(String host, int port) {
        this(host, port, SecuritySettings.LOCALHOST);
    }
}
