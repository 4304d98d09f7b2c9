package io.ringflow.job.export.queue;

import io.ringflow.capture.host.HostName;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.TargetGoneException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues encoded records, and delivers them in a thread of its own. Its state has what was not
 * delivered, so that nothing is lost in a restart. Not a Flink sink, because a target may want only
 * what a completed checkpoint contains, and a sink's writer is not told of that.
 *
 * <p>Called by the task thread.
 */
public final class ExportWriter extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<EncodedRecords, Void> {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ExportWriter.class);

    /** How long a live job waits for its targets when it stops. */
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Export export;
    private final boolean live;
    private final boolean checkpoints;

    private transient ListState<byte[]> state;
    private transient List<DeliveryQueue> queues;
    private transient DeliveryQueue own;
    private transient DeliveryHealth health;
    private transient DeliveryThread thread;
    private transient boolean restored;
    private transient boolean stopping;
    private transient boolean kept;

    /**
     * Creates an operator for an export.
     *
     * @param live true if the capture can't be read again
     * @param checkpoints true if the job has checkpoints
     */
    public ExportWriter(Export export, boolean live, boolean checkpoints) {
        this.export = export;
        this.live = live;
        this.checkpoints = checkpoints;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "queues", BytePrimitiveArraySerializer.INSTANCE));
        restored = context.isRestored();
        queues = new ArrayList<>();
        for (byte[] bytes : state.get()) {
            queues.add(queue(QueueState.from(bytes)));
        }
        if (queues.isEmpty()) {
            restored = false;
            queues.add(
                    new DeliveryQueue(
                            newIdentity(),
                            export.queue(),
                            export.target().batching(),
                            checkpoints));
        }
        own = queues.getLast();
    }

    private DeliveryQueue queue(QueueState queueState) {
        return new DeliveryQueue(
                queueState, export.queue(), export.target().batching(), checkpoints);
    }

    private String newIdentity() {
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        return subtask + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private JobID job() {
        return getRuntimeContext().getJobInfo().getJobId();
    }

    @Override
    public void open() throws Exception {
        super.open();
        ExportTarget target = export.target();
        health = new DeliveryHealth(export.name(), target.label(), queues);
        thread =
                new DeliveryThread(
                        target,
                        this::context,
                        queues,
                        health,
                        DeliveryThread.Backoff.DEFAULT,
                        this::deliveryEnds);
        registerMetrics();
        ExportDirectory.add(job(), health);
        thread.start();
    }

    /** Called by the delivery thread. */
    private void deliveryEnds(Throwable failure) {
        if (failure instanceof TargetGoneException) {
            ExportDirectory.ended(job());
        } else {
            getContainingTask().getEnvironment().failExternally(failure);
        }
    }

    private DeliveryContext context(DeliveryQueue queue) {
        return new DeliveryContext(
                export.name(),
                job().toHexString(),
                HostName.get(),
                queue.id(),
                restored,
                live,
                queue.position());
    }

    private void registerMetrics() {
        MetricGroup group = getMetricGroup().addGroup("export", export.name());
        gauge(group, "delivered", () -> health.counts().delivered());
        gauge(group, "dropped", () -> health.counts().dropped());
        gauge(group, "retries", () -> health.counts().retries());
        gauge(group, "queuedRecords", () -> health.queuedRecords());
        gauge(group, "queuedBytes", () -> health.queuedBytes());
    }

    private static void gauge(MetricGroup group, String name, Gauge<Long> gauge) {
        group.gauge(name, gauge);
    }

    @Override
    public void processElement(StreamRecord<EncodedRecords> element) throws Exception {
        EncodedRecords records = element.getValue();
        own.add(records.count(), records.bytes());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        health.watch();
        super.processWatermark(mark);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<byte[]> snapshots = new ArrayList<>();
        for (DeliveryQueue queue : queues) {
            QueueState snapshot = queue.snapshot(context.getCheckpointId());
            if (queue == own || !queue.isSettled()) {
                snapshots.add(snapshot.toBytes());
            }
        }
        state.update(snapshots);
        kept = stopping;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        super.notifyCheckpointComplete(checkpoint);
        queues.forEach(queue -> queue.completed(checkpoint));
        if (stopping) {
            awaitFlushed();
        }
    }

    @Override
    public void finish() throws Exception {
        stopping = true;
        queues.forEach(DeliveryQueue::flush);
        awaitFlushed();
        super.finish();
    }

    /**
     * A replay waits for as long as it takes; a live capture stops soon, whatever its targets do.
     */
    private void awaitFlushed() throws IOException, InterruptedException {
        if (live) {
            awaitFlushedUntil(ExportDirectory.stopBy(job(), STOP_NANOS));
        } else {
            for (DeliveryQueue queue : queues) {
                queue.awaitFlushed(Long.MAX_VALUE);
            }
        }
    }

    private void awaitFlushedUntil(long end) throws IOException, InterruptedException {
        for (DeliveryQueue queue : queues) {
            queue.awaitFlushed(end - System.nanoTime());
        }
    }

    @Override
    public void close() throws Exception {
        if (thread != null) {
            closeDelivery();
        }
        super.close();
    }

    private void closeDelivery() throws InterruptedException {
        ExportDirectory.remove(job(), health);
        boolean interrupted = Thread.interrupted();
        try {
            if (!stopping && !checkpoints) {
                // Nothing else keeps what waits.
                queues.forEach(DeliveryQueue::flush);
                awaitFlushedUntil(System.nanoTime() + CLOSE_NANOS);
            }
        } catch (IOException e) {
            // The job fails with it.
        } finally {
            thread.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        long left = health.queuedRecords();
        if (left > 0 && live && (stopping || !checkpoints)) {
            LOG.warn(
                    "export {}: {} records could not be delivered before the stop; {}",
                    export.name(),
                    left,
                    kept ? "they are kept in the savepoint" : "they are lost");
        }
    }
}
