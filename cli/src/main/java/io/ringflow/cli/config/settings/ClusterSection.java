package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;
import java.nio.file.Path;
import java.util.Optional;

/** The settings below {@code cluster}: how the parts of a cluster authenticate each other. */
public final class ClusterSection extends Section {

    private static final String AUTO = "auto";

    private final Setting<String> keys =
            setting(
                    "cluster.keys",
                    ScalarType.text("a directory that \"ringflow keys\" made; empty for no TLS"),
                    "\"\"",
                    "cluster: keys for mutual TLS between Flink's processes and at its REST server;"
                            + " the same on all hosts");
    private final Setting<String> tokenFile =
            setting(
                    "cluster.tokenFile",
                    ScalarType.text("a file; auto: .ringflow/cluster.token in the home directory"),
                    "auto",
                    "cluster: token for Flink's REST server if there are no keys; the JobManager"
                            + " makes it, submit and query-server present it");

    /** Returns how the parts of a cluster authenticate each other. */
    public ClusterAccess read(GivenSettings given) {
        String file = given.value(tokenFile);
        boolean auto = file.equals(AUTO);
        return new ClusterAccess(
                auto ? ownFile() : Path.of(file),
                !auto,
                Optional.of(given.value(keys))
                        .filter(directory -> !directory.isBlank())
                        .map(Path::of));
    }

    /** Only this user and root can read it. */
    private static Path ownFile() {
        return Path.of(System.getProperty("user.home"), ".ringflow", "cluster.token");
    }
}
