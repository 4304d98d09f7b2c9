package io.ringflow.job.service;

import io.ringflow.model.IpAddress;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a process offers the state of a job, and to whom. The constructor refuses what must not be:
 * whoever can reach the port sees all flows, so beyond the loopback interface there are a
 * certificate and a token.
 *
 * @param host address to listen on
 * @param port first TCP port to try; of {@link #PORTS} in a row the first free one is taken; 0 for
 *     any free one
 * @param certificateFile PEM file with the certificate chain; empty without TLS
 * @param keyFile PEM file with the private key (PKCS #8); empty without TLS
 * @param tokenFile file with the token that callers must have; empty without
 * @param maxCalls calls that are answered at a time
 * @param maxStreams scans and subscriptions at a time; they last as long as their readers do
 * @param callTimeout how long a call may take; the reader of a stream may stand still for six times
 *     as long
 */
public record StateServiceSettings(
        String host,
        int port,
        String certificateFile,
        String keyFile,
        String tokenFile,
        int maxCalls,
        int maxStreams,
        Duration callTimeout)
        implements Serializable {

    /** The port that is tried first, unless the configuration says otherwise. */
    public static final int DEFAULT_PORT = 9440;

    /** How many ports in a row are tried. */
    public static final int PORTS = 16;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with the setting's name and the mend
     */
    public StateServiceSettings {
        if (port < 0 || port > 65_536 - PORTS) {
            throw new IllegalArgumentException(
                    "query.state.port: "
                            + port
                            + " is not possible; allowed are 0 to "
                            + (65_536 - PORTS));
        }
        mistakes(host, certificateFile, keyFile, tokenFile)
                .forEach(
                        (setting, mistake) -> {
                            throw new IllegalArgumentException(setting + ": " + mistake);
                        });
        if (maxCalls < 1 || maxStreams < 1) {
            throw new IllegalArgumentException("at least one call must be allowed at a time");
        }
        if (callTimeout.isNegative() || callTimeout.isZero()) {
            throw new IllegalArgumentException("a call must be allowed some time");
        }
    }

    /**
     * What does not fit together: what is wrong and its mend, by the setting that should change.
     */
    public static Map<String, String> mistakes(
            String host, String certificateFile, String keyFile, String tokenFile) {
        Map<String, String> mistakes = new LinkedHashMap<>();
        if (certificateFile.isEmpty() != keyFile.isEmpty()) {
            mistakes.put(
                    certificateFile.isEmpty()
                            ? "query.state.tls.certificateFile"
                            : "query.state.tls.keyFile",
                    "is missing: certificateFile and keyFile go together; set both or none");
        }
        if (!isLoopback(host) && (certificateFile.isEmpty() || tokenFile.isEmpty())) {
            mistakes.put(
                    "query.state.host",
                    host
                            + " can be reached from elsewhere, so query.state.tokenFile,"
                            + " query.state.tls.certificateFile and query.state.tls.keyFile must"
                            + " be set; or listen on 127.0.0.1");
        }
        return mistakes;
    }

    /** On the loopback interface, without TLS and token. */
    public static StateServiceSettings loopback(int port) {
        return new StateServiceSettings(
                "127.0.0.1", port, "", "", "", 16, 64, Duration.ofSeconds(10));
    }

    /** How long the reader of a stream may take nothing. */
    Duration streamPatience() {
        return callTimeout.multipliedBy(6);
    }

    /** Whether the connections are encrypted. */
    public boolean tls() {
        return !certificateFile.isEmpty();
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            IpAddress address = IpAddress.parse(host);
            return address.isV4()
                    ? (address.low() >>> 24 & 0xff) == 127
                    : address.equals(new IpAddress(0, 1));
        } catch (IllegalArgumentException e) {
            return false; // a name may mean anything
        }
    }
}
