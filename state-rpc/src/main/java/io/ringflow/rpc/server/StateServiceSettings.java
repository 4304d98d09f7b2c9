package io.ringflow.rpc.server;

import io.ringflow.model.IpAddress;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a process serves the state of a job, and to whom. Immutable. Anyone who can reach the port
 * can see all flows, so the constructor refuses an address beyond the loopback interface without a
 * certificate and a token.
 *
 * @param host address to listen on
 * @param port first TCP port to try: the first free one of {@link #PORTS} consecutive ports is
 *     taken; 0 for any free port
 * @param access files that protect the service
 * @param limits what clients may use at a time
 */
public record StateServiceSettings(String host, int port, Access access, Limits limits)
        implements Serializable {

    /** The first port to try by default. */
    public static final int DEFAULT_PORT = 9440;

    /** How many consecutive ports are tried. */
    public static final int PORTS = 16;

    /**
     * The files that protect the service. They are read when the service starts.
     *
     * @param certificateFile PEM file with the certificate chain; empty without TLS
     * @param keyFile PEM file with the private key (PKCS #8); empty without TLS
     * @param tokenFile file with the token that clients must send; empty without a token
     */
    public record Access(String certificateFile, String keyFile, String tokenFile)
            implements Serializable {

        /** No TLS and no token. */
        public static final Access OPEN = new Access("", "", "");
    }

    /**
     * What clients may use at a time.
     *
     * @param maxCalls number of calls answered at a time
     * @param maxStreams number of scans and subscriptions at a time; they last as long as their
     *     readers want
     * @param callTimeout how long a call may take; the reader of a stream may pause six times as
     *     long
     */
    public record Limits(int maxCalls, int maxStreams, Duration callTimeout)
            implements Serializable {

        /** The limits of production. */
        public static final Limits DEFAULT = new Limits(16, 64, Duration.ofSeconds(10));

        public Limits {
            if (maxCalls < 1 || maxStreams < 1) {
                throw new IllegalArgumentException(
                        "maxCalls and maxStreams must be at least 1, but are "
                                + maxCalls
                                + " and "
                                + maxStreams);
            }
            if (callTimeout.isNegative() || callTimeout.isZero()) {
                throw new IllegalArgumentException(
                        "callTimeout must be positive, but is " + callTimeout);
            }
        }

        /** Returns how long the reader of a stream may take nothing. */
        Duration streamPatience() {
            return callTimeout.multipliedBy(6);
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the setting and the remedy
     */
    public StateServiceSettings {
        if (port < 0 || port > 65_536 - PORTS) {
            throw new IllegalArgumentException(
                    "query.state.port: "
                            + port
                            + " is not possible; allowed are 0 to "
                            + (65_536 - PORTS));
        }
        mistakes(host, access)
                .forEach(
                        (setting, mistake) -> {
                            throw new IllegalArgumentException(setting + ": " + mistake);
                        });
    }

    /** Finds settings that contradict each other: the mistake and its remedy, by setting. */
    public static Map<String, String> mistakes(String host, Access access) {
        boolean certificate = !access.certificateFile.isEmpty();
        Map<String, String> mistakes = new LinkedHashMap<>();
        if (certificate == access.keyFile.isEmpty()) {
            mistakes.put(
                    certificate ? "query.state.tls.keyFile" : "query.state.tls.certificateFile",
                    "is missing: certificateFile and keyFile go together; set both or none");
        }
        if (!isLoopback(host) && (!certificate || access.tokenFile.isEmpty())) {
            mistakes.put(
                    "query.state.host",
                    host
                            + " can be reached from elsewhere, so query.state.tokenFile,"
                            + " query.state.tls.certificateFile and query.state.tls.keyFile must"
                            + " be set; or listen on 127.0.0.1");
        }
        return mistakes;
    }

    /** Returns settings for the loopback interface, without TLS and token. */
    public static StateServiceSettings loopback(int port) {
        return new StateServiceSettings("127.0.0.1", port, Access.OPEN, Limits.DEFAULT);
    }

    /** Returns true if connections are encrypted. */
    public boolean tls() {
        return !access.certificateFile.isEmpty();
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
            return false; // a name may resolve to any address
        }
    }
}
