package io.ringflow.cli.guard;

import io.ringflow.cli.config.settings.ClusterAccess;
import io.ringflow.cli.guard.RestAccess.Readers;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.LoopbackName;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;

/**
 * Decides, before Flink's REST server listens, who may send requests to it: beyond the loopback
 * interface only clients with a token or certificate.
 */
public final class RestExposure {

    private RestExposure() {}

    /**
     * Adds the access to the settings of Flink in {@code run} and {@code replay}: read-only.
     *
     * @throws CommandFailure if the server would listen beyond loopback without tokens or mutual
     *     TLS
     */
    public static Configuration embedded(Configuration flink, SecuritySettings security) {
        boolean tokens = security.mode() == Mode.TOKEN;
        Readers readers =
                readers(flink, tokens, tokens, "set security.mode: token with security.tokens");
        return new RestAccess(readers, security.tokens(), false).in(flink);
    }

    /**
     * Adds the access to a JobManager's settings: clients with the cluster's token, another token
     * of scope admin or a certificate may start and stop jobs.
     *
     * @throws CommandFailure if the server would listen beyond loopback without tokens or mutual
     *     TLS
     */
    public static Configuration cluster(
            Configuration flink, SecuritySettings security, ClusterAccess cluster) {
        boolean tokens = security.mode() == Mode.TOKEN;
        Readers readers =
                readers(
                        flink,
                        tokens,
                        tokens || cluster.shared(),
                        "set cluster.keys to the directory that \"ringflow keys DIRECTORY\" makes,"
                                + " or cluster.tokenFile to a file that its hosts share");
        if (readers == Readers.CERTIFICATE) {
            return new RestAccess(readers, List.of(), true).in(flink);
        }
        List<AccessToken> valid = new ArrayList<>();
        AccessToken own = ClusterToken.demand(cluster.tokenFile());
        valid.add(own);
        if (tokens) {
            security.tokens().stream()
                    .filter(token -> !token.name().equals(own.name()))
                    .forEach(valid::add);
        }
        return new RestAccess(readers, valid, true).in(flink);
    }

    private static Readers readers(
            Configuration flink, boolean tokenMode, boolean tokens, String remedy) {
        String address = String.valueOf(flink.get(RestOptions.BIND_ADDRESS));
        if (flink.get(SecurityOptions.SSL_REST_ENABLED)
                && flink.get(SecurityOptions.SSL_REST_AUTHENTICATION_ENABLED)) {
            return Readers.CERTIFICATE;
        }
        if (LoopbackName.isLoopback(address)) {
            return tokenMode ? Readers.TOKEN : Readers.LOCALHOST;
        }
        if (!tokens) {
            throw CommandFailure.wrong(
                    "flink.rest.bind-address: \""
                            + address
                            + "\" is not the loopback interface, and Flink's REST server listens"
                            + " beyond it only with tokens or mutual TLS: "
                            + remedy
                            + ", or set flink.rest.bind-address: 127.0.0.1");
        }
        return Readers.TOKEN;
    }
}
