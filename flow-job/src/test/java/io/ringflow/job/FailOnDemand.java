package io.ringflow.job;

import io.ringflow.model.Flow;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Fails once each time that a test asks for it, and counts. The copies of one that Flink's tasks
 * run share what was asked for and counted, because they are in the test's process.
 */
final class FailOnDemand implements MapFunction<Flow, Flow>, CheckpointListener {

    private static final long serialVersionUID = 1;
    private static final Map<UUID, Demands> BY_ID = new ConcurrentHashMap<>();

    private final UUID id = UUID.randomUUID();

    /** What one test has asked for, and what has happened. */
    private static final class Demands {
        private final AtomicBoolean atFlow = new AtomicBoolean();
        private final AtomicBoolean atCheckpoint = new AtomicBoolean();
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger checkpoints = new AtomicInteger();
        private volatile int afterCheckpoints;
    }

    /** Asks for a failure at the next flow. */
    void failAtNextFlow() {
        demands().atFlow.set(true);
    }

    /** Asks for a failure at the first flow after some checkpoints have completed. */
    void failAfterCheckpoints(int checkpoints) {
        demands().afterCheckpoints = checkpoints;
        demands().atFlow.set(true);
    }

    /** Asks for a failure when the next checkpoint has completed. */
    void failAtNextCheckpoint() {
        demands().atCheckpoint.set(true);
    }

    /** Returns how often it has failed. */
    int failures() {
        return demands().failures.get();
    }

    /** Returns how often a task has heard of a completed checkpoint. */
    int checkpoints() {
        return demands().checkpoints.get();
    }

    @Override
    public Flow map(Flow flow) {
        if (checkpoints() >= demands().afterCheckpoints) {
            failIf(demands().atFlow);
        }
        return flow;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        demands().checkpoints.incrementAndGet();
        failIf(demands().atCheckpoint);
    }

    private Demands demands() {
        return BY_ID.computeIfAbsent(id, any -> new Demands());
    }

    private void failIf(AtomicBoolean asked) {
        if (asked.compareAndSet(true, false)) {
            demands().failures.incrementAndGet();
            throw new IllegalStateException("Failure made by the test");
        }
    }
}
