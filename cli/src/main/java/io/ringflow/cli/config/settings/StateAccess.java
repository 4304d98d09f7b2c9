package io.ringflow.cli.config.settings;

import io.ringflow.rpc.discovery.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the query server of a cluster reaches the job's state.
 *
 * @param addresses addresses of the state services; empty to ask Flink's REST server for them
 * @param tokenFile file with the token that the state services require
 * @param authorityFile certificates that sign those of the state services; empty for no TLS
 * @param serverName the name in the certificates; empty for the name of each host
 */
public record StateAccess(
        List<Endpoint> addresses,
        Optional<Path> tokenFile,
        Optional<Path> authorityFile,
        Optional<String> serverName) {

    public StateAccess {
        addresses = List.copyOf(addresses);
    }
}
