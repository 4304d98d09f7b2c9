package io.ringflow.job.local;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentTable;
import io.ringflow.capture.fragment.PacketKeys;
import io.ringflow.capture.fragment.ShardSender;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
 * Folds packets into flow fragments, in one table per open bucket and observer, and sends a
 * bucket's fragments when the watermark passes its end. A full table is sent early, because
 * fragments are partial sums that can be merged later. For the same reason no fragment is part of a
 * checkpoint: all are sent before its barrier. The state is how far each live capture has been
 * counted, so that the loss caused by a restart is known.
 *
 * <p>Chained to the source. Called by the task thread.
 */
public final class LocalAggregator extends AbstractStreamOperator<FragmentBatch>
        implements OneInputStreamOperator<PacketBatch, FragmentBatch> {

    /** Default number of rows of a table. */
    public static final int TABLE_ROWS = 16_384;

    /** Side output: the counts of the captures. */
    public static final OutputTag<CaptureReport> REPORTS =
            new OutputTag<>("capture-reports", CaptureReportSerializer.TYPE);

    private static final long serialVersionUID = 1;

    private static final ListStateDescriptor<ReadMark> STATE =
            new ListStateDescriptor<>("read-marks", ReadMarkSerializer.TYPE);

    /** Maximum number of open buckets. Only a clock that jumps opens this many. */
    private static final int MAX_OPEN = 64;

    private static final int FIRST_ROWS = 1024;

    private final EventTimeBuckets eventTime;
    private final boolean keyVlan;
    private final boolean keyTunnel;
    private final int shards;
    private final int tableRows;
    private final boolean countsSizes;
    private final boolean live;

    private transient List<OpenBucket> open;
    private transient List<FragmentTable> spareTables;
    private transient Map<Observer, CaptureReport> reports;
    private transient ShardSender sender;
    private transient OpenBucket current;
    private transient PacketKeys keys;
    private transient ListState<ReadMark> state;
    private transient ReadMarks marks;

    @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the reads
    private transient long touched;

    /** Newest packet time of the split whose batch is being folded. */
    private transient long newest;

    /** Start of the oldest bucket that is open for that split. */
    private transient long oldestStart;

    /** Newest event time of all batches, and its observer. */
    private transient long newestNanos;

    private transient Observer newestObserver;

    private static final class OpenBucket {
        private final Observer observer;
        private final long startNanos;
        private final long endNanos;
        private final FragmentTable table;

        OpenBucket(Observer observer, long startNanos, long endNanos, FragmentTable table) {
            this.observer = observer;
            this.startNanos = startNanos;
            this.endNanos = endNanos;
            this.table = table;
        }
    }

    /**
     * Creates an operator.
     *
     * @param settings how packets become flows
     * @param shards the job's max parallelism
     * @param tableRows number of rows at which a table is sent
     * @param countsSizes whether packet sizes are counted
     * @param live whether to remember how far captures were counted. The splits of files have their
     *     own offset, and Flink can't checkpoint union list state once a reader has finished, as
     *     readers of files do
     */
    public LocalAggregator(
            FlowSettings settings, int shards, int tableRows, boolean countsSizes, boolean live) {
        this.eventTime = settings.eventTime();
        this.keyVlan = settings.keyVlan();
        this.keyTunnel = settings.keyTunnel();
        this.shards = shards;
        this.tableRows = tableRows;
        this.countsSizes = countsSizes;
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
        open = new ArrayList<>();
        spareTables = new ArrayList<>();
        reports = new HashMap<>();
        keys = new PacketKeys(keyVlan, keyTunnel);
        newestNanos = Long.MIN_VALUE;
        sender = new ShardSender(shards, batch -> output.collect(new StreamRecord<>(batch)));
    }

    @Override
    public void processElement(StreamRecord<PacketBatch> element) {
        PacketBatch batch = element.getValue();
        CaptureReport report = reports.computeIfAbsent(batch.observer, this::newReport);
        report.add(batch);
        if (batch.gap != null) {
            sender.broadcast(batch.observer, batch.gap, Long.MIN_VALUE);
        }
        ReadMarks.Loss loss = marks.follow(batch);
        if (loss != null) {
            report.addLoss(loss.gap(), loss.drops());
            sender.broadcast(batch.observer, loss.gap(), Long.MIN_VALUE);
        }
        if (countsSizes) {
            for (int i = 0; i < batch.size; i++) {
                report.sizes.add(batch.ipBytes[i], PacketBits.segments(batch.ipBits[i]));
            }
        }
        fold(batch, report);
        if (batch.newestNanos != Long.MAX_VALUE && batch.newestNanos > newestNanos) {
            newestNanos = batch.newestNanos;
            newestObserver = batch.observer;
        }
    }

    private CaptureReport newReport(Observer observer) {
        CaptureReport report = new CaptureReport(countsSizes);
        report.observer = observer;
        report.subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        report.firstBatchMillis = System.currentTimeMillis();
        return report;
    }

    private void fold(PacketBatch batch, CaptureReport report) {
        newest = batch.newestBeforeNanos;
        oldestStart = eventTime.oldestOpenBucket(newest);
        for (int from = 0; from < batch.size; from += PacketKeys.SIZE) {
            int to = Math.min(from + PacketKeys.SIZE, batch.size);
            keys.compute(batch, from, to);
            if (current != null) {
                touched += current.table.touch(keys, to - from);
            }
            fold(batch, from, to, report);
        }
    }

    /** Adds each packet to its own bucket, or to the oldest one if it is late. */
    private void fold(PacketBatch batch, int from, int to, CaptureReport report) {
        for (int i = from; i < to; i++) {
            long time = batch.timeNanos[i];
            if (time > newest && time != TimeText.OUT_OF_RANGE) {
                newest = time;
                if (newest - oldestStart >= eventTime.closingAfterNanos()) {
                    oldestStart = eventTime.oldestOpenBucket(newest);
                }
            }
            boolean late = time < oldestStart || time == TimeText.OUT_OF_RANGE;
            if (late) {
                report.latePackets += PacketBits.segments(batch.ipBits[i]);
            }
            table(batch.observer, late ? oldestStart : time)
                    .add(batch, i, keys, i - from, newest, late);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a split's batches share one observer
    private FragmentTable table(Observer observer, long time) {
        OpenBucket bucket = current;
        if (bucket == null
                || time < bucket.startNanos
                || time >= bucket.endNanos
                || bucket.observer != observer) {
            bucket = bucket(observer, time);
            current = bucket;
        }
        if (bucket.table.count() >= tableRows) {
            send(bucket);
            bucket.table.clear();
        }
        return bucket.table;
    }

    private OpenBucket bucket(Observer observer, long time) {
        for (OpenBucket bucket : open) {
            if (time >= bucket.startNanos
                    && time < bucket.endNanos
                    && bucket.observer.equals(observer)) {
                return bucket;
            }
        }
        if (open.size() >= MAX_OPEN) {
            close(open.remove(0));
        }
        FragmentTable table =
                spareTables.isEmpty()
                        ? new FragmentTable(Math.min(tableRows, FIRST_ROWS))
                        : spareTables.removeLast();
        long start = eventTime.bucketOf(time);
        OpenBucket added = new OpenBucket(observer, start, start + eventTime.bucketNanos(), table);
        open.add(added);
        return added;
    }

    private void close(OpenBucket bucket) {
        send(bucket);
        bucket.table.clear();
        spareTables.add(bucket.table);
        current = null;
    }

    private void send(OpenBucket bucket) {
        sender.send(bucket.observer, bucket.startNanos, bucket.table);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        for (Iterator<OpenBucket> i = open.iterator(); i.hasNext(); ) {
            OpenBucket bucket = i.next();
            if (EventTimeBuckets.lastMillis(bucket.endNanos) <= mark.getTimestamp()) {
                close(bucket);
                i.remove();
            }
        }
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            sendNewestTime();
        }
        sendReports();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        sendAll();
        sendNewestTime();
    }

    @Override
    public void finish() {
        sendAll();
    }

    private void sendAll() {
        open.forEach(this::close);
        open.clear();
        sendReports();
    }

    /** The newest time of all captures decides which flows were silent for too long at the end. */
    private void sendNewestTime() {
        if (newestNanos != Long.MIN_VALUE) {
            sender.broadcast(newestObserver, null, newestNanos);
        }
    }

    private void sendReports() {
        reports.values().forEach(report -> output.collect(REPORTS, new StreamRecord<>(report)));
        reports.clear();
    }
}
