package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.Export.WhenFull;
import io.ringflow.job.export.ExportTarget.Batching;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one task has not delivered yet: its chunks ({@link QueuedChunks}), what checkpoints contain
 * of them ({@link CheckpointMarks}), and whether more will come ({@link QueueLife}). The task
 * thread adds chunks and takes part in checkpoints; the delivery thread takes batches. Thread-safe.
 *
 * <p>A batch stays in the queue until it is delivered, so a checkpoint contains it while the target
 * may or may not have it already.
 */
final class DeliveryQueue {

    /** The longest pause between attempts while the job stops. */
    private static final long STOPPING_MILLIS = 500;

    private final String id;
    private final WhenFull whenFull;
    private final boolean checkpoints;
    private final boolean afterCheckpoint;
    private final QueuedChunks chunks;
    private final CheckpointMarks marks;
    private final QueueLife life = new QueueLife();
    private byte[] position;
    private long nextNumber;

    /**
     * Creates an empty queue.
     *
     * @param checkpoints true if the job has checkpoints
     */
    DeliveryQueue(String id, Export.Queue limits, Batching batching, boolean checkpoints) {
        this(
                new QueueState(id, 0, Delivery.NO_POSITION, ExportCounts.ZERO, List.of()),
                0,
                limits,
                batching,
                checkpoints);
    }

    /**
     * Creates a queue that goes on from a checkpoint. The target may have later chunks, because the
     * job may go on from an older checkpoint than the last one. So new chunks have numbers that no
     * earlier queue has used: they go on with the time in microseconds.
     */
    DeliveryQueue(QueueState state, Export.Queue limits, Batching batching, boolean checkpoints) {
        this(state, Math.max(state.nextNumber(), microseconds()), limits, batching, checkpoints);
    }

    private DeliveryQueue(
            QueueState state,
            long nextNumber,
            Export.Queue limits,
            Batching batching,
            boolean checkpoints) {
        this.id = state.id();
        this.whenFull = limits.whenFull();
        this.checkpoints = checkpoints;
        this.afterCheckpoint = batching.afterCheckpoint() && checkpoints;
        this.chunks = new QueuedChunks(limits, batching, state.counts());
        this.position = state.position();
        this.nextNumber = nextNumber;
        this.marks = new CheckpointMarks(position);
        if (afterCheckpoint) {
            chunks.dueUpTo(state.nextNumber() - 1);
        }
        state.chunks().forEach(chunks::put);
    }

    private static long microseconds() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    /** Identity of the queue. */
    String id() {
        return id;
    }

    /**
     * Adds a chunk. If the queue is full, waits or drops the oldest chunks.
     *
     * @throws IOException if the delivery has failed for good
     */
    synchronized void add(int count, byte[] data) throws IOException, InterruptedException {
        Chunk chunk = new Chunk(nextNumber++, count, data);
        if (whenFull == WhenFull.WAIT) {
            // What waits for a checkpoint can't be waited for here: the barrier comes later.
            while (chunks.isFull(chunk) && chunks.hasUndelivered() && !life.isOver()) {
                wait();
            }
        }
        life.throwFailure();
        if (life.isAbandoned()) {
            chunks.drop(count);
        } else if (whenFull == WhenFull.WAIT) {
            chunks.put(chunk);
        } else {
            chunks.putOrDrop(chunk);
        }
        notifyAll();
    }

    /**
     * Returns the batch to deliver: the one that was not delivered yet, else the next one.
     *
     * @param nanos how long to wait for one
     * @return empty if none is due, or if there is something else to do
     */
    synchronized List<Chunk> next(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (chunks.batch().isEmpty()) {
            long due = chunks.nanosUntilDue(life.isFlushing());
            long left = Math.min(end - System.nanoTime(), due);
            if (due <= 0) {
                chunks.takeBatch();
            } else if (marks.hasCovered() || life.isClosed() || isDrained() || left <= 0) {
                return List.of();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
        return chunks.batch();
    }

    /**
     * Removes the batch, which the target has; it is at this position now.
     *
     * @param refused how many of its records the target will never take
     */
    synchronized void delivered(byte[] newPosition, long refused) {
        chunks.delivered(refused);
        moved(newPosition);
        notifyAll();
    }

    /** Takes over the delivery's position. */
    synchronized void moved(byte[] newPosition) {
        position = newPosition;
        if (!checkpoints) {
            marks.cover(newPosition);
        }
    }

    /** Removes the chunks up to a number, which the target has although the queue has them too. */
    synchronized void skip(long number) {
        chunks.skip(number);
        notifyAll();
    }

    /** Counts records that the target has lost. */
    synchronized void lost(long records) {
        chunks.drop(records);
    }

    /** Counts a failed attempt. */
    synchronized void retried() {
        chunks.retried();
    }

    /** The position from which the delivery goes on. */
    synchronized byte[] position() {
        return position;
    }

    /** Returns what a checkpoint must contain. */
    synchronized QueueState snapshot(long checkpoint) {
        marks.snapshot(checkpoint, nextNumber - 1, position);
        return new QueueState(id, nextNumber, position, chunks.counts(), chunks.all());
    }

    /** A checkpoint has completed: what it contains will not be repeated. */
    synchronized void completed(long checkpoint) {
        long number = marks.completed(checkpoint);
        if (afterCheckpoint && number >= 0) {
            chunks.dueUpTo(number);
        }
        notifyAll();
    }

    /** Returns true if the delivery does not know yet what a completed checkpoint contains. */
    synchronized boolean hasCovered() {
        return marks.hasCovered();
    }

    /**
     * Takes the position to report to the delivery, which then calls {@link #reported}; or null.
     */
    synchronized byte[] takeCovered() {
        return marks.takeCovered();
    }

    /**
     * The delivery has dealt with a position that was taken. If nothing comes after it, the queue
     * is settled.
     */
    synchronized void settled(byte[] covered) {
        if (life.isFinished() && Arrays.equals(covered, position)) {
            life.settle();
        }
    }

    /** A position that was taken has been reported, or could not be. */
    synchronized void reported() {
        marks.reported();
        notifyAll();
    }

    /** Delivers what is there without delay, as nothing more comes. */
    synchronized void flush() {
        life.flush();
        notifyAll();
    }

    /** Returns true if everything was delivered and nothing more comes. */
    synchronized boolean isDrained() {
        return life.isFlushing() && !life.isFinished() && chunks.isEmpty();
    }

    /** The delivery has finished. */
    synchronized void finished() {
        life.finish();
        if (position.length == 0) {
            life.settle();
        }
        notifyAll();
    }

    synchronized boolean isFinished() {
        return life.isFinished();
    }

    /** Returns true if no checkpoint needs the queue any more. */
    synchronized boolean isSettled() {
        return life.isSettled();
    }

    /**
     * Waits until all that may be delivered now is, and the delivery knows of the last checkpoint.
     *
     * @param nanos at most; {@link Long#MAX_VALUE} for no limit
     */
    synchronized void awaitFlushed(long nanos) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!life.isOver() && !isFlushed()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        life.throwFailure();
    }

    private boolean isFlushed() {
        boolean done = life.isFinished() || chunks.hasWaiting();
        return !chunks.hasUndelivered() && done && marks.allReported();
    }

    /** Ends the delivery for good, and the job. */
    synchronized void fail(IOException e) {
        life.fail(e);
        notifyAll();
    }

    /** Ends the delivery for good: what waits and what comes is dropped and counted. */
    synchronized void abandon() {
        life.abandon();
        chunks.dropAll();
        notifyAll();
    }

    /** Wakes the delivery thread, which is to end. */
    synchronized void close() {
        life.close();
        notifyAll();
    }

    /**
     * Waits before another attempt, or until the queue closes. A job that stops does not wait for
     * long.
     */
    synchronized void awaitRetry(long millis) throws InterruptedException {
        long start = System.nanoTime();
        while (!life.isClosed()) {
            long pause = life.isFlushing() ? Math.min(millis, STOPPING_MILLIS) : millis;
            long left = TimeUnit.MILLISECONDS.toNanos(pause) - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized boolean isClosed() {
        return life.isClosed();
    }

    /** Returns true if the queue was full within the last time. */
    synchronized boolean hasOverflowed(Duration lately) {
        return chunks.hasOverflowed(lately);
    }

    synchronized ExportCounts counts() {
        return chunks.counts();
    }

    synchronized long queuedRecords() {
        return chunks.records();
    }

    synchronized long queuedBytes() {
        return chunks.bytes();
    }
}
