package io.ringflow.job;

import io.ringflow.model.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Fails once, after some checkpoints have completed. */
final class FailOnce implements MapFunction<Flow, Flow>, CheckpointListener {

    static final AtomicInteger FAILURES = new AtomicInteger();
    static final AtomicInteger CHECKPOINTS = new AtomicInteger();

    private final int afterCheckpoints;

    FailOnce(int afterCheckpoints) {
        this.afterCheckpoints = afterCheckpoints;
    }

    static void reset() {
        FAILURES.set(0);
        CHECKPOINTS.set(0);
    }

    @Override
    public Flow map(Flow flow) {
        if (CHECKPOINTS.get() >= afterCheckpoints && FAILURES.compareAndSet(0, 1)) {
            throw new IllegalStateException("Failure made by the test");
        }
        return flow;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        CHECKPOINTS.incrementAndGet();
    }
}
