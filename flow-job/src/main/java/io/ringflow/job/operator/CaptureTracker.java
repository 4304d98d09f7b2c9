package io.ringflow.job.operator;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.capture.CaptureTotalsSerializer;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.CaptureRollups;
import io.ringflow.job.rollup.RollupBatch;
import java.util.Map;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMinimum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the totals of each capture in keyed state and makes them queryable. At the end of the
 * capture it adds them to the job's accumulators. Called by the task thread.
 */
public final class CaptureTracker extends KeyedProcessFunction<String, CaptureReport, Void> {

    /** Accumulator: frames read. */
    public static final String PACKETS = "packets";

    /** Accumulator: bytes of those frames. */
    public static final String BYTES = "bytes";

    /** Accumulator: files that were truncated or damaged. */
    public static final String TRUNCATED_FILES = "truncatedFiles";

    /** Accumulator: wall clock when the first packets were read, milliseconds since the epoch. */
    public static final String FIRST_MILLIS = "firstMillis";

    /** Prefix of the accumulators of undecoded frames; the reason follows. */
    public static final String UNDECODED = "undecoded.";

    /** Prefix of the accumulators of undecoded frames by their content. */
    public static final String UNDECODED_TYPES = "undecodedTypes.";

    /** Prefix of the accumulators of anomalies; the kind follows. */
    public static final String ANOMALIES = "anomalies.";

    private static final long serialVersionUID = 1;

    /** The totals by observer. */
    static final ValueStateDescriptor<CaptureTotals> STATE =
            new ValueStateDescriptor<>("capture", CaptureTotalsSerializer.TYPE);

    private final boolean queries;
    private final StateService service;
    private transient ValueState<CaptureTotals> state;
    private transient QueryableState queryable;
    private transient LongMinimum first;

    /**
     * Creates a tracker.
     *
     * @param queries whether the job can be queried: then losses and packet sizes are summed up
     * @param service offers the totals to other processes
     */
    public CaptureTracker(boolean queries, StateService service) {
        this.queries = queries;
        this.service = service;
    }

    @Override
    public void open(OpenContext context) {
        state = getRuntimeContext().getState(STATE);
        first = new LongMinimum();
        getRuntimeContext().addAccumulator(FIRST_MILLIS, first);
        queryable =
                QueryableState.register(
                        getRuntimeContext().getJobInfo().getJobId(),
                        getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
                        service);
    }

    /** Makes restored totals queryable. */
    void restored(CaptureTotals totals) {
        queryable.publish(totals.status().observer(), totals);
    }

    /** Declares that all restored totals are published, so that queries cover this task's part. */
    void restoreFinished() {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        queryable.answerForCaptures(
                KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                        task.getMaxNumberOfParallelSubtasks(),
                        task.getNumberOfParallelSubtasks(),
                        task.getIndexOfThisSubtask()));
    }

    @Override
    public void processElement(CaptureReport report, Context context, Collector<Void> output)
            throws Exception {
        CaptureTotals totals = state.value();
        if (totals == null) {
            totals = new CaptureTotals(report.observer);
            state.update(totals);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        queryable.publish(report.observer, totals);
        totals.add(report);
        if (queries) {
            long complete =
                    EventTimeBuckets.completeNanos(context.timerService().currentWatermark());
            for (RollupBatch batch : CaptureRollups.of(report, complete)) {
                context.output(RollupGraph.BATCHES, batch);
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Void> output)
            throws Exception {
        CaptureTotals totals = state.value();
        add(PACKETS, totals.packets());
        add(BYTES, totals.bytes());
        add(TRUNCATED_FILES, totals.truncatedFiles());
        for (Map.Entry<String, Long> reason : totals.undecoded().entrySet()) {
            add(UNDECODED + reason.getKey(), reason.getValue());
        }
        for (Map.Entry<String, Long> type : totals.undecodedTypes().entrySet()) {
            add(UNDECODED_TYPES + type.getKey(), type.getValue());
        }
        for (Map.Entry<String, Long> kind : totals.anomalies().entrySet()) {
            add(ANOMALIES + kind.getKey(), kind.getValue());
        }
        first.add(totals.firstBatchMillis());
    }

    private void add(String name, long value) {
        if (getRuntimeContext().getAccumulator(name) == null) {
            getRuntimeContext().addAccumulator(name, new LongCounter());
        }
        getRuntimeContext().getLongCounter(name).add(value);
    }

    @Override
    public void close() {
        if (queryable != null && queries) {
            queryable.keep(() -> {});
        } else if (queryable != null) {
            queryable.withdraw();
        }
        queryable = null;
    }
}
