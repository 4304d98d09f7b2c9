package io.ringflow.cli;

import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import picocli.CommandLine.Option;

/** Where a job's state comes from. */
final class SavepointOptions {

    @Option(
            names = "--from",
            paramLabel = "SAVEPOINT",
            description = "Go on from a savepoint, or from a checkpoint that was left.")
    private String savepoint;

    @Option(
            names = "--allow-lost-state",
            description = "Also where the savepoint holds what this job has no place for.")
    private boolean allowLostState;

    SavepointRestoreSettings settings() {
        return savepoint == null
                ? SavepointRestoreSettings.none()
                : SavepointRestoreSettings.forPath(savepoint, allowLostState);
    }
}
