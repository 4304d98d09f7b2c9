package io.ringflow.server.stream;

import io.ringflow.server.stream.Outgoing.Update;

/** One subscription of one connection, as the topic's broadcast sees it. */
final class Subscriber {

    private final String id;
    private final String head;
    private final Outbox outbox;
    private final String topic;
    private final StreamMetrics metrics;

    /** Updates that the client is yet to be told it missed; guarded by the outbox's lock. */
    long missed;

    /** True once the client wants no more; guarded by the outbox's lock. */
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

    /** Passes on an update, or counts it as missed; see {@link Outbox#offer}. */
    void offer(SharedUpdate update, long deadlineNanos) throws InterruptedException {
        outbox.offer(new Update(this, head, update.tail()), update.count(), deadlineNanos);
    }

    /** Counts updates that there will not be. */
    void miss(long count) {
        outbox.miss(this, count);
    }

    /** Tells that there are no updates at present. */
    void fail(StreamException error) throws InterruptedException {
        outbox.offer(new Update(this, ServerMessage.error(error, id), ""), 0, 0);
    }

    /** Called with the outbox's lock held. */
    void countMissed(long count) {
        metrics.missed(topic, count);
    }

    /** Takes back what is not sent yet. */
    void end() {
        outbox.end(this);
    }
}
