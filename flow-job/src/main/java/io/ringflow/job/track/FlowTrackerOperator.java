package io.ringflow.job.track;

import io.ringflow.job.local.FragmentBatch;
import io.ringflow.model.Flow;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Runs a {@link FlowTracker} and tells it what Flink does not tell a function: which shards were
 * restored, before the first batch comes for them, and when all of its shards have folded what a
 * watermark completes. Queries need both.
 */
public final class FlowTrackerOperator extends KeyedProcessOperator<Integer, FragmentBatch, Flow> {

    private static final long serialVersionUID = 1;

    private final FlowTracker tracker;

    /** An operator that runs a tracker. */
    public FlowTrackerOperator(FlowTracker tracker) {
        super(tracker);
        this.tracker = tracker;
    }

    @Override
    public void open() throws Exception {
        super.open();
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        FlowTracker.STATE,
                        (key, state) -> tracker.restored((Integer) key, state.value()));
        tracker.answers();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        tracker.folded(mark.getTimestamp());
    }
}
