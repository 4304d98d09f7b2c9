package io.ringflow.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the parts of a cluster know each other by.
 *
 * @param tokenFile file with the token for Flink's REST server; there may be none yet
 * @param shared whether somebody named the file, so that other hosts may have the token
 * @param keys directory that {@code ringflow keys} made; empty for no TLS by this
 */
public record ClusterAccess(Path tokenFile, boolean shared, Optional<Path> keys) {

    private static final String AUTO = "auto";

    static ClusterAccess of(GivenSettings given) {
        String file = given.value(Settings.CLUSTER_TOKEN_FILE);
        boolean auto = file.equals(AUTO);
        return new ClusterAccess(
                auto ? ownFile() : Path.of(file),
                !auto,
                Optional.of(given.value(Settings.CLUSTER_KEYS))
                        .filter(directory -> !directory.isBlank())
                        .map(Path::of));
    }

    /** Where no other user but root gets. */
    private static Path ownFile() {
        return Path.of(System.getProperty("user.home"), ".ringflow", "cluster.token");
    }
}
