package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.Export.WhenFull;
import io.ringflow.job.export.ExportTarget.Batching;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The chunks that one task has not delivered yet. The task thread adds chunks and takes part in
 * checkpoints; the delivery thread takes batches. Thread-safe.
 *
 * <p>A batch stays in the queue until it is delivered, so a checkpoint contains it while the target
 * may or may not have it already.
 */
final class DeliveryQueue {

    /** What a chunk costs besides its bytes. */
    static final int OVERHEAD = 64;

    /** A batch of a target that takes each chunk as it comes, if many wait. */
    private static final long FULL_BATCH = 1 << 20;

    /** A chunk and the time at which it came. */
    private record Waiting(Chunk chunk, long sinceNanos) {

        long cost() {
            return DeliveryQueue.cost(chunk);
        }
    }

    /** What a checkpoint that has not completed yet contains. */
    private record Mark(long number, byte[] position) {}

    private final String id;
    private final Export.Queue limits;
    private final Batching batching;
    private final boolean checkpoints;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Mark> marks = new TreeMap<>();
    private List<Chunk> batch = List.of();
    private byte[] position;
    private ExportCounts counts;
    private long nextNumber;
    private long bytes;
    private long records;

    /** Number of the last chunk that may be delivered, and the cost of those that wait for it. */
    private long lastDue = Long.MAX_VALUE;

    private long dueBytes;

    /** The position of a completed checkpoint that the delivery does not know yet; or null. */
    private byte[] covered;

    private boolean reporting;
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
                limits,
                batching,
                checkpoints);
    }

    /** Creates a queue that goes on from a checkpoint. */
    DeliveryQueue(
            QueueState state, Export.Queue limits, Batching batching, boolean checkpoints) {
        this.id = state.id();
        this.limits = limits;
        this.batching = batching;
        this.checkpoints = checkpoints;
        this.position = state.position();
        this.counts = state.counts();
        this.nextNumber = state.nextNumber();
        if (position.length > 0) {
            covered = position;
        }
        if (afterCheckpoint()) {
            lastDue = nextNumber - 1;
        }
        long now = System.nanoTime();
        for (Chunk chunk : state.chunks()) {
            put(new Waiting(chunk, now));
        }
    }

    private boolean afterCheckpoint() {
        return batching.afterCheckpoint() && checkpoints;
    }

    private static long cost(Chunk chunk) {
        return chunk.bytes().length + (long) OVERHEAD;
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
        if (limits.whenFull() == WhenFull.WAIT) {
            // What waits for a checkpoint can't be waited for here: the barrier comes later.
            while (isFull(chunk) && (dueBytes > 0 || !batch.isEmpty()) && failure == null) {
                wait();
            }
        } else {
            while (isFull(chunk) && !waiting.isEmpty()) {
                drop();
            }
        }
        throwFailure();
        put(new Waiting(chunk, System.nanoTime()));
        notifyAll();
    }

    private boolean isFull(Chunk chunk) {
        return bytes > 0 && bytes + cost(chunk) > limits.bytes();
    }

    private void put(Waiting added) {
        waiting.addLast(added);
        bytes += added.cost();
        records += added.chunk().records();
        if (added.chunk().number() <= lastDue) {
            dueBytes += added.cost();
        }
    }

    private Waiting take() {
        Waiting taken = waiting.removeFirst();
        if (taken.chunk().number() <= lastDue) {
            dueBytes -= taken.cost();
        }
        return taken;
    }

    private void drop() {
        Waiting dropped = take();
        bytes -= dropped.cost();
        records -= dropped.chunk().records();
        counts = counts.plusDropped(dropped.chunk().records());
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
            } else if (covered != null || closed || isDrained() || left <= 0) {
                return List.of();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
        return batch;
    }

    private long nanosUntilDue() {
        if (dueBytes == 0) {
            return Long.MAX_VALUE;
        }
        if (flushing || dueBytes >= Math.min(batching.bytes(), limits.bytes() / 2)) {
            return 0;
        }
        long age = System.nanoTime() - waiting.getFirst().sinceNanos();
        return batching.delay().toNanos() - age;
    }

    private void takeBatch() {
        long most = Math.max(batching.bytes(), FULL_BATCH);
        List<Chunk> taken = new ArrayList<>();
        long size = 0;
        while (dueBytes > 0 && size < most) {
            long number = waiting.getFirst().chunk().number();
            if (!taken.isEmpty() && number != taken.getLast().number() + 1) {
                break; // some were dropped in between
            }
            Chunk chunk = take().chunk();
            taken.add(chunk);
            size += chunk.bytes().length;
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
        for (Chunk chunk : batch) {
            bytes -= cost(chunk);
            records -= chunk.records();
        }
        batch = List.of();
        notifyAll();
    }

    /** Takes over the delivery's position. */
    synchronized void moved(byte[] newPosition) {
        position = newPosition;
        if (!checkpoints) {
            covered = newPosition;
        }
    }

    /** Removes the chunks up to a number, which the target has although the queue has them too. */
    synchronized void skip(long number) {
        if (!batch.isEmpty() && batch.getLast().number() <= number) {
            for (Chunk chunk : batch) {
                counts = counts.plusDelivered(chunk.records());
            }
            removeBatch();
        } else if (!batch.isEmpty() && batch.getFirst().number() <= number) {
            List<Chunk> whole = batch;
            batch = whole.stream().filter(chunk -> chunk.number() <= number).toList();
            List<Chunk> rest = whole.subList(batch.size(), whole.size());
            skip(number);
            batch = List.copyOf(rest);
        }
        while (!waiting.isEmpty() && waiting.getFirst().chunk().number() <= number) {
            Waiting known = take();
            bytes -= known.cost();
            records -= known.chunk().records();
            counts = counts.plusDelivered(known.chunk().records());
        }
        notifyAll();
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
        marks.put(checkpoint, new Mark(nextNumber - 1, position));
        List<Chunk> chunks = new ArrayList<>(batch);
        waiting.forEach(each -> chunks.add(each.chunk()));
        return new QueueState(id, nextNumber, position, counts, List.copyOf(chunks));
    }

    /** A checkpoint has completed: what it contains will not be repeated. */
    synchronized void completed(long checkpoint) {
        Mark mark = marks.get(checkpoint);
        if (mark == null) {
            return;
        }
        marks.headMap(checkpoint, true).clear();
        covered = mark.position();
        if (afterCheckpoint()) {
            lastDue = mark.number();
            dueBytes =
                    waiting.stream()
                            .takeWhile(each -> each.chunk().number() <= lastDue)
                            .mapToLong(Waiting::cost)
                            .sum();
        }
        notifyAll();
    }

    /** Takes the position to report to the delivery, which then calls {@link #reported}; or null. */
    synchronized byte[] takeCovered() {
        byte[] taken = covered;
        covered = null;
        reporting = taken != null;
        return taken;
    }

    synchronized void reported() {
        reporting = false;
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
        boolean nothingDue = dueBytes == 0 && batch.isEmpty();
        return nothingDue && (finished || !waiting.isEmpty()) && covered == null && !reporting;
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

    /** Waits until the queue closes, or until a time. */
    synchronized void awaitClose(long endNanos) throws InterruptedException {
        long left = endNanos - System.nanoTime();
        while (!closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = endNanos - System.nanoTime();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized ExportCounts counts() {
        return counts;
    }

    synchronized long queuedRecords() {
        return records;
    }

    synchronized long queuedBytes() {
        return bytes;
    }
}
