package io.ringflow.server.stream;

import io.ringflow.server.stream.OutgoingMessage.Update;
import io.ringflow.server.stream.topic.ServerMessage;
import io.ringflow.server.stream.topic.SharedUpdate;
import io.ringflow.server.stream.topic.StreamException;
import io.ringflow.server.stream.topic.TopicSubscriber;

/** One subscription of one connection. Puts the topic's updates into the connection's outbox. */
final class Subscriber implements TopicSubscriber {

    private final String id;
    private final String head;
    private final Outbox outbox;
    private final String topic;
    private final StreamMetrics metrics;

    /** Missed updates that were not reported to the client yet. Guarded by the outbox's lock. */
    long missed;

    /** Whether the subscription has ended. Guarded by the outbox's lock. */
    boolean ended;

    Subscriber(String id, String topic, Outbox outbox, StreamMetrics metrics) {
        this.id = id;
        this.head = ServerMessage.head(topic, id);
        this.outbox = outbox;
        this.metrics = metrics;
        this.topic = topic;
    }

    String id() {
        return id;
    }

    @Override
    public void offer(SharedUpdate update, long deadlineNanos) throws InterruptedException {
        outbox.offer(new Update(this, head, update.tail()), update.count(), deadlineNanos);
    }

    @Override
    public void miss(long count) {
        outbox.miss(this, count);
    }

    @Override
    public void fail(StreamException error) throws InterruptedException {
        outbox.offer(new Update(this, ServerMessage.error(error, id), ""), 0, 0);
    }

    /** Called with the outbox's lock held. */
    void countMissed(long count) {
        metrics.missed(topic, count);
    }

    /** Withdraws the updates that were not sent yet. */
    void end() {
        outbox.end(this);
    }
}
