package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.model.KeyHash;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;

/**
 * Captures interfaces. After a recovery, readers report the splits that they had to the enumerator
 * and don't keep them, because they may run on other hosts than before.
 */
final class LiveSource<T> extends CaptureSource<T> implements SupportsSplitReassignmentOnRecovery {

    private static final long serialVersionUID = 1;

    private final LiveCapture capture;
    private final CaptureRecords<?, T> records;
    private final boolean checkpointed;

    /** Made once, so that a job that starts again without a checkpoint finds its captures. */
    private final long hashSeed = KeyHash.newSeed();

    LiveSource(
            LiveCapture capture,
            CaptureRecords<?, T> records,
            TypeInformation<T> type,
            boolean checkpointed) {
        super(type);
        this.capture = capture;
        this.records = records;
        this.checkpointed = checkpointed;
    }

    @Override
    CaptureSettings settings() {
        return capture;
    }

    @Override
    long hashSeed() {
        return hashSeed;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, CaptureSplit> createReader(SourceReaderContext context) {
        return LiveSourceReader.of(capture, records, checkpointed, context);
    }

    @Override
    public SplitEnumerator<CaptureSplit, CaptureEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<CaptureSplit> context, CaptureEnumeratorState state) {
        String job = context.metricGroup().getAllVariables().getOrDefault(JOB_ID, "");
        return new LiveEnumerator(
                context, capture, state, job, () -> System.currentTimeMillis() * 1_000_000);
    }
}
