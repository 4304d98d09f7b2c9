package io.ringflow.cli.config;

import io.ringflow.job.service.StateServiceSettings;
import io.ringflow.server.remote.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The settings below {@code query.state}: the two sides of the state service. */
final class StateSettings {

    private StateSettings() {}

    /** Where each process offers the state. Its files are on other hosts: nothing is read here. */
    static StateServiceSettings service(GivenSettings given) {
        String host = given.value(Settings.STATE_HOST);
        int port = given.value(Settings.STATE_PORT).intValue();
        StateServiceSettings.Access access =
                new StateServiceSettings.Access(
                        given.value(Settings.STATE_CERTIFICATE),
                        given.value(Settings.STATE_KEY),
                        given.value(Settings.STATE_TOKEN_FILE));
        Map<String, String> mistakes = StateServiceSettings.mistakes(host, access);
        mistakes.forEach((path, mistake) -> given.refuse(Settings.at(path).orElseThrow(), mistake));
        return mistakes.isEmpty()
                ? new StateServiceSettings(host, port, access, StateServiceSettings.Limits.DEFAULT)
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
