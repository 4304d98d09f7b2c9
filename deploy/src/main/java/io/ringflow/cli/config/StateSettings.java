package io.ringflow.cli.config;

import io.ringflow.job.service.StateServiceSettings;
import io.ringflow.server.remote.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The settings below {@code query.state}: the two sides of the state service. */
final class StateSettings {

    private static final int MAX_CALLS = 16;
    private static final int MAX_STREAMS = 64;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private StateSettings() {}

    /** Where each process offers the state. Its files are on other hosts: nothing is read here. */
    static StateServiceSettings service(GivenSettings given) {
        String host = given.value(Settings.STATE_HOST);
        int port = given.value(Settings.STATE_PORT).intValue();
        String certificate = given.value(Settings.STATE_CERTIFICATE);
        String key = given.value(Settings.STATE_KEY);
        String token = given.value(Settings.STATE_TOKEN_FILE);
        Map<String, String> mistakes = StateServiceSettings.mistakes(host, certificate, key, token);
        mistakes.forEach((path, mistake) -> given.refuse(Settings.at(path).orElseThrow(), mistake));
        return mistakes.isEmpty()
                ? new StateServiceSettings(
                        host, port, certificate, key, token, MAX_CALLS, MAX_STREAMS, CALL_TIMEOUT)
                : StateServiceSettings.loopback(port);
    }

    /** How the query server gets at it. */
    static StateAccess access(GivenSettings given) {
        return new StateAccess(
                given.value(Settings.STATE_ADDRESSES).stream().map(Endpoint::parse).toList(),
                text(given, Settings.STATE_TOKEN_FILE).map(Path::of),
                text(given, Settings.STATE_AUTHORITY).map(Path::of),
                text(given, Settings.STATE_SERVER_NAME));
    }

    private static Optional<String> text(GivenSettings given, Setting<String> setting) {
        return Optional.of(given.value(setting)).filter(value -> !value.isBlank());
    }
}
