package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportException;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.TargetGoneException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the queues of one task, one after the other: first those that were restored from tasks
 * that no longer exist, then the task's own. Connects again after each failure, after a pause that
 * grows. Owned and closed by the task; nothing that a target does keeps the task from closing.
 */
final class DeliveryThread {

    /**
     * The pauses between attempts.
     *
     * @param first the first pause, which doubles with each failure
     * @param longest the longest pause
     */
    record Backoff(Duration first, Duration longest) {

        static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

        long millis(int failures) {
            long millis = first.toMillis() << Math.min(20, failures - 1);
            return Math.min(millis, longest.toMillis());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryThread.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MILLIS = 500;

    private final ExportTarget target;
    private final Function<DeliveryQueue, DeliveryContext> context;
    private final List<DeliveryQueue> queues;
    private final DeliveryHealth health;
    private final Backoff backoff;
    private final Consumer<Throwable> failed;
    private final Thread thread;

    /** The connection of the queue that is delivered now; null if there is none. */
    private Delivery delivery;

    /** Records that the target has refused since it was connected. */
    private long refused;

    private long idleNanos;
    private int failures;

    /**
     * Creates a thread that does not run yet.
     *
     * @param context returns who delivers a queue, and from where it goes on
     * @param queues in the order in which they are delivered; the last one is the task's own
     * @param failed takes the failure that must end the job, or the {@link TargetGoneException}
     *     that has ended the export
     */
    DeliveryThread(
            ExportTarget target,
            Function<DeliveryQueue, DeliveryContext> context,
            List<DeliveryQueue> queues,
            DeliveryHealth health,
            Backoff backoff,
            Consumer<Throwable> failed) {
        this.target = target;
        this.context = context;
        this.queues = List.copyOf(queues);
        this.health = health;
        this.backoff = backoff;
        this.failed = failed;
        this.thread =
                Thread.ofPlatform().daemon().name("export " + health.name()).unstarted(this::run);
    }

    void start() {
        queues.subList(0, queues.size() - 1).forEach(DeliveryQueue::flush);
        thread.start();
    }

    private void run() {
        try {
            for (DeliveryQueue queue : queues) {
                serve(queue);
                disconnect();
            }
        } catch (InterruptedException e) {
            // The task closes.
        } catch (TargetGoneException e) {
            queues.forEach(DeliveryQueue::abandon);
            health.ends(e);
            failed.accept(e);
        } catch (ExportException e) {
            queues.forEach(queue -> queue.fail(e));
            failed.accept(e);
        } catch (Throwable e) {
            IOException failure = new IOException("An export has failed", e);
            queues.forEach(queue -> queue.fail(failure));
            failed.accept(e);
        } finally {
            disconnect();
        }
    }

    private void serve(DeliveryQueue queue) throws IOException, InterruptedException {
        while (!queue.isClosed()) {
            try {
                if (step(queue)) {
                    return;
                }
            } catch (ExportException | TargetGoneException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                if (queue.isClosed()) {
                    return;
                }
                pause(queue, e);
            }
        }
    }

    /** Does the next thing; returns true if it was the last one. */
    private boolean step(DeliveryQueue queue) throws IOException, InterruptedException {
        connect(queue);
        List<Chunk> batch = queue.next(IDLE_NANOS);
        if (!batch.isEmpty()) {
            health.busy();
            delivery.deliver(batch);
            long refusedNow = delivery.refused() - refused;
            queue.delivered(delivery.position(), refusedNow);
            refused += refusedNow;
            worked();
        } else if (!queue.isClosed() && queue.isDrained()) {
            health.busy();
            delivery.finish();
            queue.moved(delivery.position());
            queue.finished();
            worked();
        }
        idle(queue);
        report(queue, delivery);
        if (isOwn(queue)) {
            settleOthers();
            return false;
        }
        return queue.isFinished();
    }

    private static void report(DeliveryQueue queue, Delivery to) throws IOException {
        byte[] covered = queue.takeCovered();
        if (covered != null) {
            try {
                to.checkpointed(covered);
                queue.settled(covered);
            } finally {
                queue.reported();
            }
        }
    }

    /** Reports to the targets of the queues that have ended which checkpoint contains their end. */
    private void settleOthers() throws IOException {
        for (DeliveryQueue queue : queues) {
            if (!isOwn(queue) && queue.isFinished() && queue.hasCovered()) {
                try (Delivery last = target.connect(context.apply(queue))) {
                    report(queue, last);
                }
            }
        }
    }

    private void idle(DeliveryQueue queue) throws IOException {
        long now = System.nanoTime();
        if (now - idleNanos >= IDLE_NANOS) {
            idleNanos = now;
            delivery.idle();
            queue.moved(delivery.position());
        }
    }

    private boolean isOwn(DeliveryQueue queue) {
        return queue.id().equals(queues.getLast().id());
    }

    private void connect(DeliveryQueue queue) throws IOException, InterruptedException {
        if (delivery != null) {
            return;
        }
        health.busy();
        delivery = target.connect(context.apply(queue));
        refused = 0;
        long lost = delivery.lost();
        if (lost > 0) {
            LOG.warn("export {}: {} records that were written are lost", health.name(), lost);
            queue.lost(lost);
        }
        queue.skip(delivery.lastDelivered());
        queue.moved(delivery.position());
        if (queue.next(0).isEmpty()) {
            worked();
        }
    }

    private void worked() {
        failures = 0;
        health.works();
    }

    private void pause(DeliveryQueue queue, Exception e) throws InterruptedException {
        failures++;
        queue.retried();
        health.fails(e);
        disconnect();
        queue.awaitRetry(backoff.millis(failures));
    }

    private void disconnect() {
        if (delivery != null) {
            try {
                delivery.close();
            } catch (IOException | RuntimeException e) {
                LOG.debug("Closing a connection of export {} failed", health.name(), e);
            }
            delivery = null;
        }
    }

    /** Ends the thread; a target that hangs is left behind. */
    void close() throws InterruptedException {
        queues.forEach(DeliveryQueue::close);
        if (!thread.join(Duration.ofMillis(PATIENCE_MILLIS))) {
            thread.interrupt();
            if (!thread.join(Duration.ofMillis(PATIENCE_MILLIS))) {
                LOG.warn("export {}: its target hangs and is left behind", health.name());
            }
        }
    }
}
