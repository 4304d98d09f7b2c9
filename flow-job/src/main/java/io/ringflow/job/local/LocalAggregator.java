package io.ringflow.job.local;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fold.FragmentFold;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.ShardSender;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Folds the packets of each capture into flow fragments, and sends a bucket's fragments when it is
 * closed. The state is how far each live capture has been counted, so that the loss caused by a
 * restart is known.
 *
 * <p>Chained to the source. Called by the task thread.
 */
public final class LocalAggregator extends AbstractStreamOperator<FragmentBatch>
        implements OneInputStreamOperator<PacketBatch, FragmentBatch> {

    /** Default number of rows of a table. */
    public static final int TABLE_ROWS = FoldSettings.PART_ROWS;

    /** Side output: the counts of the captures. */
    public static final OutputTag<CaptureReport> REPORTS =
            new OutputTag<>("capture-reports", CaptureReportSerializer.TYPE);

    private static final long serialVersionUID = 1;

    private static final ListStateDescriptor<ReadMark> STATE =
            new ListStateDescriptor<>("read-marks", ReadMarkSerializer.TYPE);

    private final FoldSettings settings;
    private final DecodeSettings.Connections connections;
    private final int shards;
    private final boolean live;

    private transient Map<Capture, FragmentFold> folds;
    private transient ShardSender sender;
    private transient ListState<ReadMark> state;
    private transient ReadMarks marks;

    /** Newest event time of all batches, and its observer. */
    private transient long newestNanos;

    private transient Observer newestObserver;

    private record Capture(Observer observer, int member) {}

    /**
     * Creates an operator.
     *
     * @param settings how packets are folded
     * @param connections which TCP connections are followed
     * @param shards the job's max parallelism
     * @param live whether to remember how far captures were counted. The splits of files have their
     *     own offset, and Flink can't checkpoint union list state once a reader has finished, as
     *     readers of files do
     */
    public LocalAggregator(
            FoldSettings settings,
            DecodeSettings.Connections connections,
            int shards,
            boolean live) {
        this.settings = settings;
        this.connections = connections;
        this.shards = shards;
        this.live = live;
    }

    /** Restores the marks of all captures: any subtask may read a capture after recovery. */
    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        if (live) {
            state = context.getOperatorStateStore().getUnionListState(STATE);
            marks = new ReadMarks(state.get());
        } else {
            marks = new ReadMarks(List.of());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (!live) {
            return;
        }
        boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        state.update(marks.marks(first));
    }

    @Override
    public void open() throws Exception {
        super.open();
        folds = new HashMap<>();
        newestNanos = Long.MIN_VALUE;
        sender = new ShardSender(shards, batch -> output.collect(new StreamRecord<>(batch)));
    }

    @Override
    public void processElement(StreamRecord<PacketBatch> element) {
        PacketBatch batch = element.getValue();
        Capture capture = new Capture(batch.observer, batch.member);
        FragmentFold fold =
                folds.computeIfAbsent(
                        capture, key -> new FragmentFold(key.observer(), settings, connections));
        if (batch.gap != null) {
            sender.broadcast(batch.observer, batch.gap, Long.MIN_VALUE);
        }
        ReadMarks.Loss loss = marks.follow(batch);
        if (loss != null) {
            fold.report().addLoss(loss.gap(), loss.drops());
            sender.broadcast(batch.observer, loss.gap(), Long.MIN_VALUE);
        }
        fold.add(batch);
        if (batch.newestNanos != Long.MAX_VALUE) {
            fold.advance(batch.newestNanos);
            if (batch.newestNanos > newestNanos) {
                newestNanos = batch.newestNanos;
                newestObserver = batch.observer;
            }
        }
        if (batch.state == InterfaceStatus.State.FINISHED) {
            fold.end();
            folds.remove(capture);
        }
        send(fold);
    }

    private void send(FragmentFold fold) {
        for (var closed = fold.poll(); closed != null; closed = fold.poll()) {
            closed.report().subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            if (closed.payload() != null) {
                sender.send(closed.report().observer, closed.payload());
            }
            output.collect(REPORTS, new StreamRecord<>(closed.report()));
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            endAll();
            sendNewestTime();
        }
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        sendNewestTime();
    }

    @Override
    public void finish() {
        endAll();
    }

    private void endAll() {
        for (FragmentFold fold : folds.values()) {
            fold.end();
            send(fold);
        }
        folds.clear();
    }

    /** The newest time of all captures decides which flows were silent for too long at the end. */
    private void sendNewestTime() {
        if (newestNanos != Long.MIN_VALUE) {
            sender.broadcast(newestObserver, null, newestNanos);
        }
    }
}
