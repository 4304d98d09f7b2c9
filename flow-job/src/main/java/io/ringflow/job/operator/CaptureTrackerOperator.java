package io.ringflow.job.operator;

import io.ringflow.capture.report.CaptureReport;
import io.ringflow.job.flink.HeapState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Runs a {@link CaptureTracker} and passes it the restored totals before the first report arrives.
 */
public final class CaptureTrackerOperator
        extends KeyedProcessOperator<String, CaptureReport, Void> {

    private static final long serialVersionUID = 1;

    private final CaptureTracker tracker;

    /** Creates an operator that runs a tracker. */
    public CaptureTrackerOperator(CaptureTracker tracker) {
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
                        CaptureTracker.STATE,
                        (key, state) -> tracker.restored(state.value()));
        tracker.restoreFinished();
    }
}
