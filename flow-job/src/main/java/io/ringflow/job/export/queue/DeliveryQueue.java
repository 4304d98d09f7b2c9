package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.Export.WhenFull;
import io.ringflow.job.export.ExportTarget.Batching;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The chunks that one task has not delivered yet. The task thread adds chunks and takes part in
 * checkpoints; the delivery thread takes batches. Thread-safe.
 *
 * <p>A batch stays in the queue until it is delivered, so a checkpoint contains it while the target
 * may or may not have it already.
 */
final class DeliveryQueue {

    /** A batch of a target that takes each chunk as it comes, if many wait. */
    private static final long FULL_BATCH = 1 << 20;

    /** The longest pause between attempts while the job stops. */
    private static final long STOPPING_MILLIS = 500;

    private final String id;
    private final Export.Queue limits;
    private final Batching batching;
    private final boolean checkpoints;
    private final WaitingChunks waiting = new WaitingChunks();
    private final CheckpointMarks marks;
    private List<Chunk> batch = List.of();
    private byte[] position;
    private ExportCounts counts;
    private long nextNumber;
    private boolean overflowed;
    private long overflowNanos;
    private boolean flushing;
    private boolean finished;
    private boolean closed;
    private IOException failure;

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
        this.limits = limits;
        this.batching = batching;
        this.checkpoints = checkpoints;
        this.position = state.position();
        this.counts = state.counts();
        this.nextNumber = nextNumber;
        this.marks = new CheckpointMarks(position);
        if (afterCheckpoint()) {
            waiting.dueUpTo(state.nextNumber() - 1);
        }
        state.chunks().forEach(waiting::put);
    }

    private static long microseconds() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    private boolean afterCheckpoint() {
        return batching.afterCheckpoint() && checkpoints;
    }

    /** Identity of the queue. */
    String id() {
        return id;
    }

    /**
     * Adds a chunk. If the queue is full, waits or drops the oldest chunks; the batch that is being
     * delivered stays, so a chunk that finds no room beside it is dropped itself.
     *
     * @throws IOException if the delivery has failed for good
     */
    synchronized void add(int count, byte[] data) throws IOException, InterruptedException {
        Chunk chunk = new Chunk(nextNumber++, count, data);
        if (limits.whenFull() == WhenFull.WAIT) {
            // What waits for a checkpoint can't be waited for here: the barrier comes later.
            while (isFull(chunk) && (waiting.hasDue() || !batch.isEmpty()) && failure == null) {
                wait();
            }
        } else {
            while (isFull(chunk) && !waiting.isEmpty()) {
                drop(waiting.take());
            }
        }
        throwFailure();
        if (limits.whenFull() == WhenFull.DROP && isFull(chunk)) {
            drop(chunk);
        } else {
            waiting.put(chunk);
            notifyAll();
        }
    }

    private boolean isFull(Chunk chunk) {
        long bytes = queuedBytes();
        return bytes > 0 && bytes + WaitingChunks.cost(chunk) > limits.bytes();
    }

    private void drop(Chunk chunk) {
        counts = counts.plusDropped(chunk.records());
        overflowNanos = System.nanoTime();
        overflowed = true;
    }

    /**
     * Returns the batch to deliver: the one that was not delivered yet, else the next one.
     *
     * @param nanos how long to wait for one
     * @return empty if none is due, or if there is something else to do
     */
    synchronized List<Chunk> next(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (batch.isEmpty()) {
            long left = Math.min(end - System.nanoTime(), nanosUntilDue());
            if (nanosUntilDue() <= 0) {
                takeBatch();
            } else if (marks.hasCovered() || closed || isDrained() || left <= 0) {
                return List.of();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
        return batch;
    }

    private long nanosUntilDue() {
        if (!waiting.hasDue()) {
            return Long.MAX_VALUE;
        }
        long enough = Math.min(batching.bytes(), limits.bytes() / 2);
        return flushing || waiting.dueBytes() >= enough
                ? 0
                : batching.delay().toNanos() - waiting.ageNanos();
    }

    private void takeBatch() {
        long most = Math.max(batching.bytes(), FULL_BATCH);
        List<Chunk> taken = new ArrayList<>();
        long size = 0;
        long next = waiting.firstNumber();
        // Some may have been dropped in between.
        while (waiting.hasDue() && size < most && waiting.firstNumber() == next) {
            Chunk chunk = waiting.take();
            taken.add(chunk);
            size += chunk.bytes().length;
            next = chunk.number() + 1;
        }
        batch = List.copyOf(taken);
    }

    /**
     * Removes the batch, which the target has; it is at this position now.
     *
     * @param refused how many of its records the target will never take
     */
    synchronized void delivered(byte[] newPosition, long refused) {
        long taken = batch.stream().mapToLong(Chunk::records).sum();
        counts = counts.plusDelivered(taken - refused).plusDropped(refused);
        removeBatch();
        moved(newPosition);
    }

    private void removeBatch() {
        batch = List.of();
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
        List<Chunk> rest = batch.stream().filter(chunk -> chunk.number() > number).toList();
        batch.stream().limit(batch.size() - rest.size()).forEach(this::skipped);
        batch = rest;
        while (waiting.hasDue() && waiting.firstNumber() <= number) {
            skipped(waiting.take());
        }
        notifyAll();
    }

    private void skipped(Chunk chunk) {
        counts = counts.plusDelivered(chunk.records());
    }

    /** Counts records that the target has lost. */
    synchronized void lost(long lostRecords) {
        counts = counts.plusDropped(lostRecords);
    }

    /** Counts a failed attempt. */
    synchronized void retried() {
        counts = counts.plusRetry();
    }

    /** The position from which the delivery goes on. */
    synchronized byte[] position() {
        return position;
    }

    /** Returns what a checkpoint must contain. */
    synchronized QueueState snapshot(long checkpoint) {
        marks.snapshot(checkpoint, nextNumber - 1, position);
        List<Chunk> chunks = new ArrayList<>(batch);
        chunks.addAll(waiting.chunks());
        return new QueueState(id, nextNumber, position, counts, List.copyOf(chunks));
    }

    /** A checkpoint has completed: what it contains will not be repeated. */
    synchronized void completed(long checkpoint) {
        long number = marks.completed(checkpoint);
        if (afterCheckpoint() && number >= 0) {
            waiting.dueUpTo(number);
        }
        notifyAll();
    }

    /**
     * Takes the position to report to the delivery, which then calls {@link #reported}; or null.
     */
    synchronized byte[] takeCovered() {
        return marks.takeCovered();
    }

    synchronized void reported() {
        marks.reported();
        notifyAll();
    }

    /** Delivers what is there without delay, as nothing more comes. */
    synchronized void flush() {
        flushing = true;
        notifyAll();
    }

    /** Returns true if everything was delivered and nothing more comes. */
    synchronized boolean isDrained() {
        return flushing && !finished && batch.isEmpty() && waiting.isEmpty();
    }

    /** The delivery has finished. */
    synchronized void finished() {
        finished = true;
        notifyAll();
    }

    synchronized boolean isFinished() {
        return finished;
    }

    /**
     * Waits until all that may be delivered now is, and the delivery knows of the last checkpoint.
     *
     * @param nanos at most; {@link Long#MAX_VALUE} for no limit
     */
    synchronized void awaitFlushed(long nanos) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (failure == null && !closed && !isFlushed()) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        throwFailure();
    }

    private boolean isFlushed() {
        boolean nothingDue = !waiting.hasDue() && batch.isEmpty();
        return nothingDue && (finished || !waiting.isEmpty()) && marks.allReported();
    }

    /** Ends the delivery for good. */
    synchronized void fail(IOException e) {
        failure = e;
        notifyAll();
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Wakes the delivery thread, which is to end. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Waits before another attempt, or until the queue closes. A job that stops does not wait for
     * long.
     */
    synchronized void awaitRetry(long millis) throws InterruptedException {
        long start = System.nanoTime();
        while (!closed) {
            long pause = flushing ? Math.min(millis, STOPPING_MILLIS) : millis;
            long left = TimeUnit.MILLISECONDS.toNanos(pause) - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Returns true if the queue was full within the last time. */
    synchronized boolean hasOverflowed(Duration lately) {
        return overflowed && System.nanoTime() - overflowNanos < lately.toNanos();
    }

    synchronized ExportCounts counts() {
        return counts;
    }

    synchronized long queuedRecords() {
        return waiting.records() + batch.stream().mapToLong(Chunk::records).sum();
    }

    synchronized long queuedBytes() {
        return waiting.bytes() + batch.stream().mapToLong(WaitingChunks::cost).sum();
    }
}
