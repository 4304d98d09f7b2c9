package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget.Batching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a queue within its bound: those that wait and the batch that is being delivered,
 * and the counts of what has left the queue. Not thread-safe.
 */
final class QueuedChunks {

    /** A batch of a target that takes each chunk as it comes, if many wait. */
    private static final long FULL_BATCH = 1 << 20;

    private final Export.Queue limits;
    private final Batching batching;
    private final WaitingChunks waiting = new WaitingChunks();
    private List<Chunk> batch = List.of();
    private ExportCounts counts;
    private boolean overflowed;
    private long overflowNanos;

    QueuedChunks(Export.Queue limits, Batching batching, ExportCounts counts) {
        this.limits = limits;
        this.batching = batching;
        this.counts = counts;
    }

    /** Returns true if a chunk finds no room. An empty queue has room for any chunk. */
    boolean isFull(Chunk chunk) {
        long bytes = bytes();
        return bytes > 0 && bytes + WaitingChunks.cost(chunk) > limits.bytes();
    }

    /** Adds a chunk, whether there is room or not. */
    void put(Chunk chunk) {
        waiting.put(chunk);
    }

    /**
     * Adds a chunk, and drops the oldest ones to make room. The batch stays, so a chunk that finds
     * no room beside it is dropped itself.
     */
    void putOrDrop(Chunk chunk) {
        while (isFull(chunk) && !waiting.isEmpty()) {
            overflow(waiting.take());
        }
        if (isFull(chunk)) {
            overflow(chunk);
        } else {
            waiting.put(chunk);
        }
    }

    private void overflow(Chunk chunk) {
        drop(chunk.records());
        overflowNanos = System.nanoTime();
        overflowed = true;
    }

    /** Counts records that are lost. */
    void drop(long records) {
        counts = counts.plusDropped(records);
    }

    /** Drops all chunks. */
    void dropAll() {
        drop(records());
        batch = List.of();
        while (!waiting.isEmpty()) {
            waiting.take();
        }
    }

    /** Counts a failed attempt. */
    void retried() {
        counts = counts.plusRetry();
    }

    /** The batch that is being delivered; empty if there is none. */
    List<Chunk> batch() {
        return batch;
    }

    /** Returns true if neither a chunk waits nor a batch is being delivered. */
    boolean isEmpty() {
        return batch.isEmpty() && waiting.isEmpty();
    }

    /** Returns true if a chunk waits, due or not. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Returns true if chunks are due or being delivered, so that there will be room. */
    boolean hasUndelivered() {
        return waiting.hasDue() || !batch.isEmpty();
    }

    /** Only the chunks up to a number may be delivered from now on. */
    void dueUpTo(long number) {
        waiting.dueUpTo(number);
    }

    /**
     * How long until the next batch is due; {@link Long#MAX_VALUE} if no chunk may be delivered.
     *
     * @param flushing true if batches are not gathered any more
     */
    long nanosUntilDue(boolean flushing) {
        if (!waiting.hasDue()) {
            return Long.MAX_VALUE;
        }
        long enough = Math.min(batching.bytes(), limits.bytes() / 2);
        return flushing || waiting.dueBytes() >= enough
                ? 0
                : batching.delay().toNanos() - waiting.ageNanos();
    }

    /** Makes the oldest chunks the batch. */
    void takeBatch() {
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
     * Removes the batch, which was delivered.
     *
     * @param refused how many of its records the target will never take
     */
    void delivered(long refused) {
        long taken = batch.stream().mapToLong(Chunk::records).sum();
        counts = counts.plusDelivered(taken - refused).plusDropped(refused);
        batch = List.of();
    }

    /** Removes the chunks up to a number, which the target has. */
    void skip(long number) {
        List<Chunk> rest = batch.stream().filter(chunk -> chunk.number() > number).toList();
        batch.stream().limit(batch.size() - rest.size()).forEach(this::skipped);
        batch = rest;
        while (waiting.hasDue() && waiting.firstNumber() <= number) {
            skipped(waiting.take());
        }
    }

    private void skipped(Chunk chunk) {
        counts = counts.plusDelivered(chunk.records());
    }

    /** The chunks, oldest first. */
    List<Chunk> all() {
        List<Chunk> chunks = new ArrayList<>(batch);
        chunks.addAll(waiting.chunks());
        return List.copyOf(chunks);
    }

    /** Returns true if the queue was full within the last time. */
    boolean hasOverflowed(Duration lately) {
        return overflowed && System.nanoTime() - overflowNanos < lately.toNanos();
    }

    ExportCounts counts() {
        return counts;
    }

    long records() {
        return waiting.records() + batch.stream().mapToLong(Chunk::records).sum();
    }

    long bytes() {
        return waiting.bytes() + batch.stream().mapToLong(WaitingChunks::cost).sum();
    }
}
