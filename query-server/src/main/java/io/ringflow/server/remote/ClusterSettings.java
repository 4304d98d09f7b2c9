package io.ringflow.server.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the job's processes are, and how to speak to them.
 *
 * @param discovery finds them
 * @param tokenFile file with the token that they want
 * @param authorityFile PEM file with the certificates that theirs are signed by; nothing for
 *     connections without TLS, which go to this machine only
 * @param serverName the name in their certificates; nothing for the name of each host
 * @param callTimeout how long an answer may take
 * @param refresh how often to look who is there
 */
public record ClusterSettings(
        Discovery discovery,
        Optional<Path> tokenFile,
        Optional<Path> authorityFile,
        Optional<String> serverName,
        Duration callTimeout,
        Duration refresh) {

    public ClusterSettings {
        Objects.requireNonNull(discovery, "discovery");
        Objects.requireNonNull(tokenFile, "tokenFile");
        Objects.requireNonNull(authorityFile, "authorityFile");
        Objects.requireNonNull(serverName, "serverName");
        Objects.requireNonNull(callTimeout, "callTimeout");
        Objects.requireNonNull(refresh, "refresh");
    }

    /** Processes on this machine, without TLS and token. */
    public static ClusterSettings loopback(Discovery discovery) {
        return new ClusterSettings(
                discovery,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1));
    }
}
