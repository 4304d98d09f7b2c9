package io.ringflow.job;

import io.ringflow.model.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Fails once each time that a test asks for it, and counts. What was asked for and counted belongs
 * to the process, so it is for one job at a time.
 */
final class FailOnDemand implements MapFunction<Flow, Flow>, CheckpointListener {

    private static final AtomicBoolean AT_FLOW = new AtomicBoolean();
    private static final AtomicBoolean AT_CHECKPOINT = new AtomicBoolean();
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static final AtomicInteger CHECKPOINTS = new AtomicInteger();
    private static volatile int afterCheckpoints;

    /** Forgets what was asked for and counted. */
    static void reset() {
        AT_FLOW.set(false);
        AT_CHECKPOINT.set(false);
        FAILURES.set(0);
        CHECKPOINTS.set(0);
        afterCheckpoints = 0;
    }

    /** Asks for a failure at the next flow. */
    static void failAtNextFlow() {
        AT_FLOW.set(true);
    }

    /** Asks for a failure at the first flow after some checkpoints have completed. */
    static void failAfterCheckpoints(int checkpoints) {
        afterCheckpoints = checkpoints;
        AT_FLOW.set(true);
    }

    /** Asks for a failure when the next checkpoint has completed. */
    static void failAtNextCheckpoint() {
        AT_CHECKPOINT.set(true);
    }

    /** Returns how often it has failed. */
    static int failures() {
        return FAILURES.get();
    }

    /** Returns how often a task has heard of a completed checkpoint. */
    static int checkpoints() {
        return CHECKPOINTS.get();
    }

    @Override
    public Flow map(Flow flow) {
        if (CHECKPOINTS.get() >= afterCheckpoints) {
            failIf(AT_FLOW);
        }
        return flow;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        CHECKPOINTS.incrementAndGet();
        failIf(AT_CHECKPOINT);
    }

    private static void failIf(AtomicBoolean asked) {
        if (asked.compareAndSet(true, false)) {
            FAILURES.incrementAndGet();
            throw new IllegalStateException("Failure made by the test");
        }
    }
}
