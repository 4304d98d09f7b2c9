package io.ringflow.cli.config.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the parts of a cluster authenticate each other.
 *
 * @param tokenFile file with the token for Flink's REST server; may not exist yet
 * @param shared true if the file was named in the configuration, so that other hosts may have it
 * @param keys directory that {@code ringflow keys} made; empty for no TLS with these keys
 */
public record ClusterAccess(Path tokenFile, boolean shared, Optional<Path> keys) {}
