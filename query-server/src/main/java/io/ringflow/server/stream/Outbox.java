package io.ringflow.server.stream;

import io.ringflow.server.stream.Outgoing.Close;
import io.ringflow.server.stream.Outgoing.Text;
import io.ringflow.server.stream.Outgoing.Update;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a connection has yet to send. Any thread puts something in; the connection's writer alone
 * takes it out. Replies come first and are never lost: the connection reads no more while many of
 * them wait. Updates are bounded, and those without room are counted; the count goes out before the
 * next update of the same subscription, or when there is nothing else to send.
 */
final class Outbox {

    private static final int MAX_REPLIES = 64;

    private final int maxUpdates;
    private final int maxSize;
    private final QueueMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Deque<Outgoing> replies = new ArrayDeque<>();
    private final Deque<Update> updates = new ArrayDeque<>();

    /** Subscribers that are yet to be told of a gap. */
    private final Set<Subscriber> behind = new LinkedHashSet<>();

    /** The characters of all updates. */
    private long size;

    /** Null until the connection is to end. */
    private Close close;

    Outbox(StreamLimits limits, QueueMemory memory) {
        this.maxUpdates = limits.queuedMessages();
        this.maxSize = limits.queuedBytes();
        this.memory = memory;
    }

    /** Waits while the client leaves many replies unread; to be called before each reply. */
    void awaitRoomForReply() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (replies.size() >= MAX_REPLIES && close == null) {
                emptied.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts in an answer to what the client sent. */
    void reply(Outgoing reply) {
        lock.lock();
        try {
            if (close == null) {
                replies.add(reply);
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts in an update, or counts it as missed where there is no room. A subscriber that kept up
     * so far is waited for a little.
     *
     * @param count what the update counts for where it is missed
     * @param deadlineNanos the moment until which to wait for room, as of {@code System.nanoTime}
     */
    void offer(Update update, int count, long deadlineNanos) throws InterruptedException {
        Subscriber subscriber = update.subscriber();
        lock.lockInterruptibly();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (left > 0 && subscriber.missed == 0 && takes(subscriber) && !hasRoom(update)) {
                left = emptied.awaitNanos(left);
            }
            if (!takes(subscriber)) {
                return;
            }
            if (!hasRoom(update)) {
                missed(subscriber, count);
                return;
            }
            if (behind.contains(subscriber)) {
                add(gap(subscriber));
            }
            add(update);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean takes(Subscriber subscriber) {
        return close == null && !subscriber.ended;
    }

    private boolean hasRoom(Update update) {
        return updates.isEmpty()
                || (updates.size() < maxUpdates
                        && size + update.size() <= Math.min(maxSize, memory.share()));
    }

    private void add(Update update) {
        updates.add(update);
        resize(size + update.size());
    }

    private void resize(long next) {
        memory.add(next - size);
        size = next;
    }

    /** Counts updates that a subscriber will not get. */
    void miss(Subscriber subscriber, long count) {
        lock.lock();
        try {
            if (takes(subscriber)) {
                missed(subscriber, count);
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void missed(Subscriber subscriber, long count) {
        if (count == 0) {
            return;
        }
        subscriber.missed += count;
        behind.add(subscriber);
        subscriber.countMissed(count);
    }

    private Update gap(Subscriber subscriber) {
        behind.remove(subscriber);
        long missed = subscriber.missed;
        subscriber.missed = 0;
        return new Update(subscriber, ServerMessage.gap(subscriber.id(), missed), "");
    }

    /** Takes out all that belongs to a subscription, and lets nothing of it in any more. */
    void end(Subscriber subscriber) {
        lock.lock();
        try {
            subscriber.ended = true;
            behind.remove(subscriber);
            updates.removeIf(update -> update.subscriber() == subscriber);
            resize(updates.stream().mapToLong(Update::size).sum());
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops the updates and lets nothing in any more; the first close is the one that is sent. */
    void close(int code, String reason) {
        lock.lock();
        try {
            if (close == null) {
                close = new Close(code, reason);
            }
            updates.clear();
            behind.clear();
            resize(0);
            filled.signal();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next thing to send; the close again and again once there is nothing else.
     *
     * @param nanos how long to wait for it
     * @return nothing where there was none in time
     */
    Optional<Outgoing> take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            Optional<Outgoing> next = next();
            while (next.isEmpty() && left > 0) {
                left = filled.awaitNanos(left);
                next = next();
            }
            emptied.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Outgoing> next() {
        if (!replies.isEmpty()) {
            return Optional.of(replies.remove());
        }
        if (close != null) {
            return Optional.of(close);
        }
        if (!updates.isEmpty()) {
            Update update = updates.remove();
            resize(size - update.size());
            return Optional.of(update);
        }
        return behind.stream().findFirst().map(each -> new Text(gap(each).head()));
    }

    /** How many messages wait to be sent. */
    int queued() {
        lock.lock();
        try {
            return replies.size() + updates.size();
        } finally {
            lock.unlock();
        }
    }
}
