package io.ringflow.cli.cluster;

import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import picocli.CommandLine.Option;

/** The options that say which state a job starts with. */
final class SavepointOptions {

    @Option(
            names = "--from",
            paramLabel = "SAVEPOINT",
            description = "Resume from a savepoint or a retained checkpoint.")
    private String savepoint;

    @Option(
            names = "--allow-lost-state",
            description = "Drop state of the savepoint that this job doesn't have.")
    private boolean allowLostState;

    /** Returns the options as Flink's settings. */
    SavepointRestoreSettings settings() {
        return savepoint == null
                ? SavepointRestoreSettings.none()
                : SavepointRestoreSettings.forPath(savepoint, allowLostState);
    }
}
