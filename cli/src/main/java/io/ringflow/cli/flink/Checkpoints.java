package io.ringflow.cli.flink;

import io.ringflow.cli.flink.EmbeddedCluster.CheckpointReport;
import io.ringflow.job.FlowJob;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.FailedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.util.SerializedThrowable;

/** Reads what a job's execution graph says about its checkpoints. */
final class Checkpoints {

    /** Why state with another number of shards can't be restored. */
    static final String OTHER_SHARDS =
            "it was written by another Ringflow: this one has "
                    + FlowJob.SHARDS
                    + " shards, the savepoint has another number";

    private Checkpoints() {}

    static CheckpointReport report(AccessExecutionGraph graph) {
        CheckpointStatsSnapshot statistics = graph.getCheckpointStatsSnapshot();
        CompletedCheckpointStats completed =
                statistics == null ? null : statistics.getHistory().getLatestCompletedCheckpoint();
        FailedCheckpointStats failed =
                statistics == null ? null : statistics.getHistory().getLatestFailedCheckpoint();
        boolean isFailing =
                failed != null
                        && (completed == null
                                || failed.getFailureTimestamp()
                                        > completed.getLatestAckTimestamp());
        return new CheckpointReport(
                running(graph),
                Optional.ofNullable(completed)
                        .map(CompletedCheckpointStats::getExternalPath)
                        .map(path -> Path.of(URI.create(path).getPath())),
                Optional.ofNullable(isFailing ? failed.getFailureMessage() : null),
                restoreFailure(graph));
    }

    private static boolean running(AccessExecutionGraph graph) {
        for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
            if (vertex.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> restoreFailure(AccessExecutionGraph graph) {
        return graph.getFailureInfo() == null
                ? Optional.empty()
                : restoreFailure(graph.getFailureInfo().getException());
    }

    /** Returns the reason if a failure is about state that can't be restored. */
    static Optional<String> restoreFailure(Throwable thrown) {
        if (hasOtherShards(thrown)) {
            return Optional.of(OTHER_SHARDS);
        }
        boolean restores = false;
        Throwable last = thrown;
        for (Throwable cause = plain(thrown); cause != null; cause = plain(cause.getCause())) {
            String message = String.valueOf(cause.getMessage());
            restores |=
                    message.contains("restore")
                            || message.contains("StreamOperatorStateContext")
                            || message.contains("savepoint")
                            || cause.getClass().getSimpleName().startsWith("StateMigration");
            last = cause;
        }
        return restores
                ? Optional.of("Flink can't restore it: " + last.getMessage())
                : Optional.empty();
    }

    /** Returns true if a job has failed because its state has another number of shards. */
    static boolean hasOtherShards(Throwable thrown) {
        for (Throwable cause = plain(thrown); cause != null; cause = plain(cause.getCause())) {
            if (String.valueOf(cause.getMessage()).contains("Max parallelism mismatch")) {
                return true;
            }
        }
        return false;
    }

    private static Throwable plain(Throwable thrown) {
        return thrown instanceof SerializedThrowable serialized
                ? serialized.deserializeError(Checkpoints.class.getClassLoader())
                : thrown;
    }
}
