package io.ringflow.server.stream;

import io.ringflow.model.state.FlowState;
import io.ringflow.server.stream.StreamException.Code;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The topics that somebody is subscribed to, each once. Any thread. */
final class Broadcasts {

    private final FlowState state;
    private final StreamLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Topic, Broadcast> byTopic = new HashMap<>();

    Broadcasts(FlowState state, StreamLimits limits) {
        this.state = state;
        this.limits = limits;
    }

    /**
     * Adds a subscriber, with whom the topic begins where there is none yet.
     *
     * @param beforeUpdates what to do once this is sure and before the first update
     * @throws StreamException where there are too many topics
     */
    void add(Topic topic, Subscriber subscriber, Runnable beforeUpdates)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Broadcast known = byTopic.get(topic);
            if (known != null) {
                beforeUpdates.run();
                known.add(subscriber);
                return;
            }
            if (byTopic.size() >= limits.topics()) {
                throw new StreamException(
                        Code.TOO_MANY_SUBSCRIPTIONS,
                        "the server has "
                                + limits.topics()
                                + " different subscriptions, which is all it takes");
            }
            Broadcast begun = new Broadcast(topic, source(topic), limits.retryAfter());
            beforeUpdates.run();
            begun.add(subscriber);
            byTopic.put(topic, begun);
            begun.start();
        } finally {
            lock.unlock();
        }
    }

    /** Removes a subscriber, with the last of whom the topic ends. */
    void remove(Topic topic, Subscriber subscriber) {
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
