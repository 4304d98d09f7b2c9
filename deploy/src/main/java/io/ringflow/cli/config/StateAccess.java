package io.ringflow.cli.config;

import io.ringflow.server.remote.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the query server of a cluster gets at the job's state.
 *
 * @param addresses where the state services are; empty where Flink's REST server is asked
 * @param tokenFile file with the token that they want
 * @param authorityFile certificates that theirs are signed by; nothing without TLS
 * @param serverName the name in their certificates; nothing for that of each host
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
