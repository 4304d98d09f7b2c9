package io.ringflow.rpc.client;

import io.ringflow.rpc.discovery.Discovery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to find the job's processes and how to connect to them.
 *
 * @param discovery lists their endpoints
 * @param tokenFile file with the bearer token that they require; empty for none
 * @param authorityFile PEM file with the certificates of the authorities that signed theirs; if
 *     empty, connections don't use TLS and stay on this machine
 * @param serverName the name in their certificates; if empty, the name of each host
 * @param callTimeout how long an answer may take
 * @param refresh the interval between two discoveries
 */
public record StateClientSettings(
        Discovery discovery,
        Optional<Path> tokenFile,
        Optional<Path> authorityFile,
        Optional<String> serverName,
        Duration callTimeout,
        Duration refresh) {

    public StateClientSettings {
        Objects.requireNonNull(discovery, "discovery");
        Objects.requireNonNull(tokenFile, "tokenFile");
        Objects.requireNonNull(authorityFile, "authorityFile");
        Objects.requireNonNull(serverName, "serverName");
        Objects.requireNonNull(callTimeout, "callTimeout");
        Objects.requireNonNull(refresh, "refresh");
    }

    /** Settings for processes on this machine, without TLS and without a token. */
    public static StateClientSettings loopback(Discovery discovery) {
        return new StateClientSettings(
                discovery,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
    }
}
