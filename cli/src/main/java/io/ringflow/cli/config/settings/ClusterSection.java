package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.config.type.UnitTypes;
import java.nio.file.Path;
import java.time.Duration;
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

    private final Setting<Duration> gather =
            setting(
                    "cluster.gather",
                    UnitTypes.duration("0s"),
                    "30s",
                    "cluster: how long hosts that come are gathered before the tasks restart with"
                            + " them; those of a lost host restart at once");

    /** Returns how long hosts that come are gathered before the tasks restart with them. */
    public Duration gather(GivenSettings given) {
        return given.value(gather);
    }

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
