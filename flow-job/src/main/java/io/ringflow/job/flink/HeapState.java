package io.ringflow.job.flink;

import java.util.List;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;

/**
 * The check that a task's state is on the heap. Which backend a task has may depend on the
 * configuration of its own process, so the settings of the job don't tell.
 */
public final class HeapState {

    private HeapState() {}

    /**
     * Checks the backend of a task. Called by the task thread before the task opens.
     *
     * @throws UnsuitableFlinkException if it would not keep changes made in place; the job fails
     */
    public static void require(KeyedStateBackend<?> backend) {
        // A backend with a changelog wraps this one, and has the same name.
        if (!(backend instanceof HeapKeyedStateBackend<?> heap)) {
            throw new UnsuitableFlinkException(
                    List.of(
                            "The state backend of a task is "
                                    + backend.getBackendTypeIdentifier()
                                    + " ("
                                    + backend.getClass().getSimpleName()
                                    + "), but must be hashmap without a changelog: set"
                                    + " state.backend.type to hashmap and state.changelog.enabled"
                                    + " to false in the configuration of the TaskManagers"));
        }
        if (heap.getSizeTrackingStateConfig().isEnabled()) {
            throw new UnsuitableFlinkException(
                    List.of(
                            "state.size-track.keyed-state-enabled is true in the configuration of"
                                    + " a TaskManager, but must be false: checkpoints would fail"));
        }
    }
}
