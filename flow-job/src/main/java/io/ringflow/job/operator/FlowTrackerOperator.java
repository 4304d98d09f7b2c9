package io.ringflow.job.operator;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.job.flink.HeapState;
import io.ringflow.model.Flow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link FlowTracker} and calls it when Flink does not call a function: for each restored
 * shard before its first batch comes, and when all shards have folded what a watermark completes.
 * Queries need both. It also tells the tracker when snapshots start and end.
 */
public final class FlowTrackerOperator extends KeyedProcessOperator<Integer, FragmentBatch, Flow> {

    private static final long serialVersionUID = 1;

    /** What {@link KeyedProcessOperator} calls the timers of its function. */
    private static final String TIMERS = "user-timers";

    private final FlowTracker tracker;

    /** Creates an operator that runs a tracker. */
    public FlowTrackerOperator(FlowTracker tracker) {
        super(tracker);
        this.tracker = tracker;
    }

    @Override
    public void open() throws Exception {
        HeapState.require(getKeyedStateBackend());
        super.open();
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        FlowTracker.STATE,
                        (key, state) -> tracker.restored((Integer) key, state.value()));
        takeOverTimers();
        tracker.answer();
    }

    /** Which timers are set for due flows is not in the state, and each restart would add some. */
    private void takeOverTimers() throws Exception {
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        Map<Integer, Set<Long>> due = new HashMap<>();
        timers.forEachEventTimeTimer(
                (namespace, millis) -> {
                    if (tracker.isDueTimer(millis)) {
                        int shardKey = (Integer) getCurrentKey();
                        due.computeIfAbsent(shardKey, key -> new HashSet<>()).add(millis);
                    }
                });
        due.forEach(
                (shardKey, times) -> {
                    setCurrentKey(shardKey);
                    tracker.restoredDueTimers(shardKey, times)
                            .forEach(
                                    millis ->
                                            timers.deleteEventTimeTimer(
                                                    VoidNamespace.INSTANCE, millis));
                });
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        tracker.snapshotStarts(context.getCheckpointId());
        super.snapshotState(context);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        tracker.snapshotEnded(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        tracker.snapshotEnded(checkpointId);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        // As the superclass does, but the sums must be sent before the watermark that closes their
        // windows.
        getTimeServiceManager().orElseThrow().advanceWatermark(mark);
        tracker.drainSums(batch -> output.collect(RollupGraph.BATCHES, new StreamRecord<>(batch)));
        output.emitWatermark(mark);
        tracker.folded(mark.getTimestamp());
    }
}
