package io.ringflow.job.operator;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.ShardSender;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.capture.source.LiveDrain;
import io.ringflow.model.Observer;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Separates the reports of the captures from their fragments, and tells every shard how far event
 * time has come, which decides at the end of the capture which flows were silent for too long. When
 * a live job is drained, it also sends what the captures have not emitted yet.
 *
 * <p>Chained to the source. Called by the task thread.
 */
public final class FragmentRouter extends AbstractStreamOperator<FragmentBatch>
        implements OneInputStreamOperator<FragmentBatch, FragmentBatch> {

    /** Side output: the counts of the captures. */
    public static final OutputTag<CaptureReport> REPORTS =
            new OutputTag<>("capture-reports", CaptureReportSerializer.TYPE);

    private static final long serialVersionUID = 1;

    private final int shards;

    private transient ShardSender sender;

    /** Newest event time of all captures of this subtask, and its observer. */
    private transient long newestNanos;

    private transient Observer newestObserver;

    /**
     * Creates an operator.
     *
     * @param shards number of shards: the job's max parallelism
     */
    public FragmentRouter(int shards) {
        this.shards = shards;
    }

    @Override
    public void open() throws Exception {
        super.open();
        newestNanos = Long.MIN_VALUE;
        sender = new ShardSender(shards, batch -> output.collect(new StreamRecord<>(batch)));
    }

    @Override
    public void processElement(StreamRecord<FragmentBatch> element) {
        route(element.getValue());
    }

    private void route(FragmentBatch batch) {
        CaptureReport report = batch.report;
        if (report == null) {
            output.collect(new StreamRecord<>(batch));
            return;
        }
        if (report.lastNanos > newestNanos) {
            newestNanos = report.lastNanos;
            newestObserver = report.observer;
        }
        output.collect(REPORTS, new StreamRecord<>(report));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            // The trackers end all flows on this watermark, so the rest must come before it.
            sendRest();
        }
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        sendNewestTime();
    }

    private void sendRest() throws InterruptedException {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        LiveDrain.<FragmentBatch>drain(
                getRuntimeContext().getJobInfo().getJobId().toString(),
                task.getIndexOfThisSubtask(),
                this::route);
        sendNewestTime();
    }

    private void sendNewestTime() {
        if (newestNanos != Long.MIN_VALUE) {
            sender.broadcast(newestObserver, null, newestNanos);
        }
    }
}
