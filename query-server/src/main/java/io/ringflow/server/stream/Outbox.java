package io.ringflow.server.stream;

import io.ringflow.server.stream.OutgoingMessage.Close;
import io.ringflow.server.stream.OutgoingMessage.Text;
import io.ringflow.server.stream.OutgoingMessage.Update;
import io.ringflow.server.stream.topic.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages that a connection has yet to send. Any thread may add messages; only the
 * connection's writer takes them. Replies come first and are never dropped: while many of them
 * wait, the connection stops reading. Updates are bounded. Those that don't fit are counted, and
 * the count is sent as a gap before the next update of the same subscription, or as soon as there
 * is nothing else to send.
 */
final class Outbox {

    private static final int MAX_REPLIES = 64;

    private final int maxUpdates;
    private final int maxSize;
    private final QueueMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private final Deque<OutgoingMessage> replies = new ArrayDeque<>();
    private final Deque<Update> updates = new ArrayDeque<>();

    /** Subscribers that missed updates and have not been sent the gap yet. */
    private final Set<Subscriber> behind = new LinkedHashSet<>();

    /** The size of all updates, in characters. */
    private long size;

    /** Null until {@link #close}. */
    private Close close;

    Outbox(StreamLimits limits, QueueMemory memory) {
        this.maxUpdates = limits.queuedMessages();
        this.maxSize = limits.queuedBytes();
        this.memory = memory;
    }

    /** Waits while the client leaves many replies unread. Must be called before each reply. */
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

    /** Adds an answer to a message or a ping of the client. */
    void reply(OutgoingMessage reply) {
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
     * Adds an update, or counts it as missed if there is no room. Waits for room only if the
     * subscriber has kept up so far.
     *
     * @param count how many missed updates it counts as
     * @param deadlineNanos until when to wait for room, as of {@code System.nanoTime}
     */
    void offer(Update update, int count, long deadlineNanos) throws InterruptedException {
        Subscriber subscriber = update.subscriber();
        lock.lockInterruptibly();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (left > 0 && subscriber.missed == 0 && accepts(subscriber) && !fits(update)) {
                left = emptied.awaitNanos(left);
            }
            if (!accepts(subscriber)) {
                return;
            }
            if (!fits(update)) {
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

    private boolean accepts(Subscriber subscriber) {
        return close == null && !subscriber.ended;
    }

    /** An update of any size fits if no other waits. */
    private boolean fits(Update update) {
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
            if (accepts(subscriber)) {
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

    /** Removes all updates of a subscriber, and accepts no more of them. */
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

    /**
     * Drops the updates and accepts nothing more. The close is sent after the replies; of several
     * closes, the first.
     */
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
     * Takes the next message to send. After {@link #close} and the last reply this is always the
     * close.
     *
     * @param nanos how long to wait for a message
     * @return empty if there was none in time
     */
    Optional<OutgoingMessage> take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            Optional<OutgoingMessage> next = next();
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

    private Optional<OutgoingMessage> next() {
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
        return behind.stream().findFirst().map(subscriber -> new Text(gap(subscriber).head()));
    }

    /** The number of messages that wait to be sent. */
    int queued() {
        lock.lock();
        try {
            return replies.size() + updates.size();
        } finally {
            lock.unlock();
        }
    }
}
