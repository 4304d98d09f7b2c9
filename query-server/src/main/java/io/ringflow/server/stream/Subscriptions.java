package io.ringflow.server.stream;

import io.ringflow.server.stream.OutgoingMessage.Text;
import io.ringflow.server.stream.topic.Broadcasts;
import io.ringflow.server.stream.topic.ServerMessage;
import io.ringflow.server.stream.topic.StreamException;
import io.ringflow.server.stream.topic.StreamException.Code;
import io.ringflow.server.stream.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The subscriptions of one connection. The connection's thread adds and removes them; any thread
 * may end them all.
 */
final class Subscriptions {

    private final Broadcasts broadcasts;
    private final Outbox outbox;
    private final StreamMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Subscription> byId = new HashMap<>();
    private boolean ended;

    private record Subscription(Topic topic, Subscriber subscriber) {}

    Subscriptions(Broadcasts broadcasts, Outbox outbox, StreamMetrics metrics) {
        this.broadcasts = broadcasts;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    /**
     * Adds a subscription, and confirms it before its first update.
     *
     * @param parameters the members of the client's message that say what to subscribe to
     * @throws StreamException if one of them is wrong, if the id is in use, or if there are too
     *     many subscriptions
     */
    void add(String id, Map<String, String> parameters) throws InterruptedException {
        Topic topic = broadcasts.topic(parameters);
        lock.lockInterruptibly();
        try {
            if (byId.containsKey(id)) {
                throw new StreamException(
                        Code.DUPLICATE_ID, "there is a subscription with this id; end it first");
            }
            if (byId.size() >= StreamLimits.SUBSCRIPTIONS) {
                throw new StreamException(
                        Code.TOO_MANY_SUBSCRIPTIONS,
                        "a connection has at most "
                                + StreamLimits.SUBSCRIPTIONS
                                + " subscriptions");
            }
            if (ended) {
                return;
            }
            Subscriber subscriber = new Subscriber(id, topic.name(), outbox, metrics);
            Text subscribed = new Text(ServerMessage.about("subscribed", id));
            broadcasts.add(topic, subscriber, () -> outbox.reply(subscribed));
            byId.put(id, new Subscription(topic, subscriber));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a subscription, and confirms it after its last update.
     *
     * @throws StreamException if there is no subscription with this id
     */
    void remove(String id) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Subscription subscription = byId.remove(id);
            if (subscription == null) {
                throw new StreamException(Code.UNKNOWN_ID, "there is no subscription with this id");
            }
            end(subscription);
        } finally {
            lock.unlock();
        }
        outbox.reply(new Text(ServerMessage.about("unsubscribed", id)));
    }

    private void end(Subscription subscription) {
        broadcasts.remove(subscription.topic(), subscription.subscriber());
        subscription.subscriber().end();
    }

    /** Ends all subscriptions, and ignores those that would be added later. */
    void end() {
        lock.lock();
        try {
            ended = true;
            byId.values().forEach(this::end);
            byId.clear();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return byId.size();
        } finally {
            lock.unlock();
        }
    }
}
