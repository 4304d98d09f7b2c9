package io.ringflow.job.publish;

import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The changes that wait for one subscriber. Bounded: changes that do not fit are counted as missed.
 * Thread-safe.
 */
final class ChangeQueue implements Subscription {

    private static final int MAX_BATCHES = 32_768;
    private static final int MAX_FLOWS = 200_000;

    private final Consumer<ChangeQueue> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ChangedFlows> batches = new ArrayDeque<>();
    private int flows;
    private long missed;
    private boolean closed;

    ChangeQueue(Consumer<ChangeQueue> onClose) {
        this.onClose = onClose;
    }

    /** Adds a batch, which other queues may share, or counts it as missed. */
    void put(ChangedFlows batch) {
        lock.lock();
        try {
            if (batches.size() >= MAX_BATCHES || flows + batch.flows().size() > MAX_FLOWS) {
                missed += batch.flows().size() + batch.missed();
                return;
            }
            batches.add(missed == 0 ? batch : batch.withMissed(batch.missed() + missed));
            missed = 0;
            flows += batch.flows().size();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException {
        long leftNanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (batches.isEmpty() && !closed && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            Optional<ChangedFlows> next = Optional.ofNullable(batches.poll());
            next.ifPresent(batch -> flows -= batch.flows().size());
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            batches.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
