package io.ringflow.server.stream.topic;

import io.ringflow.model.state.FlowState;
import io.ringflow.server.api.request.WatermarkClock;
import io.ringflow.server.stream.topic.StreamException.Code;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The broadcasts of a server, one for each topic that has subscribers. Thread-safe. */
public final class Broadcasts {

    private final FlowState state;
    private final WatermarkClock eventTime;
    private final int maxTopics;
    private final Duration retryAfter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Topic, Broadcast> byTopic = new HashMap<>();

    /**
     * No broadcasts yet.
     *
     * @param maxTopics the most topics at the same time
     * @param retryAfter how long to wait before a job that has no answer is asked again
     */
    public Broadcasts(FlowState state, int maxTopics, Duration retryAfter) {
        this.state = state;
        this.eventTime = new WatermarkClock(state, InstantSource.system());
        this.maxTopics = maxTopics;
        this.retryAfter = retryAfter;
    }

    /**
     * The topic that a client subscribes to.
     *
     * @param parameters the members of the client's message other than type and id
     * @throws StreamException if one of them is wrong
     */
    public Topic topic(Map<String, String> parameters) {
        return Topic.of(parameters, eventTime);
    }

    /**
     * Adds a subscriber. The first subscriber of a topic starts its broadcast.
     *
     * @param beforeUpdates runs after the subscriber is accepted and before its first update
     * @throws StreamException if there are too many topics
     */
    public void add(Topic topic, TopicSubscriber subscriber, Runnable beforeUpdates)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Broadcast known = byTopic.get(topic);
            if (known != null) {
                beforeUpdates.run();
                known.add(subscriber);
                return;
            }
            if (byTopic.size() >= maxTopics) {
                throw new StreamException(
                        Code.TOO_MANY_SUBSCRIPTIONS,
                        "the limit of "
                                + maxTopics
                                + " different subscriptions on this server is reached");
            }
            Broadcast broadcast = new Broadcast(topic, source(topic), retryAfter);
            beforeUpdates.run();
            broadcast.add(subscriber);
            byTopic.put(topic, broadcast);
            broadcast.start();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a subscriber. The broadcast ends with its last subscriber. */
    public void remove(Topic topic, TopicSubscriber subscriber) {
        lock.lock();
        try {
            Broadcast known = byTopic.get(topic);
            if (known == null) {
                return;
            }
            known.remove(subscriber);
            if (known.isEmpty()) {
                byTopic.remove(topic);
                known.end();
            }
        } finally {
            lock.unlock();
        }
    }

    private Broadcast.Source source(Topic topic) {
        return switch (topic) {
            case Topic.Flows flows -> new FlowsSource(state, flows);
            case Topic.Totals totals -> new TotalsSource(state, totals.interval());
            case Topic.Top top -> new TopSource(state, top);
        };
    }
}
