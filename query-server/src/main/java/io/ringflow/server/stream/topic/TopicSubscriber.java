package io.ringflow.server.stream.topic;

/** Receives the updates of one topic from its broadcast. Called by the broadcast's thread. */
public interface TopicSubscriber {

    /**
     * Queues an update, or counts it as missed if there is no room for it in time.
     *
     * @param deadlineNanos until when to wait for room, as of {@code System.nanoTime}
     */
    void offer(SharedUpdate update, long deadlineNanos) throws InterruptedException;

    /** Counts updates that were lost before they reached the broadcast. */
    void miss(long count);

    /** Reports that there are no updates at present. */
    void fail(StreamException error) throws InterruptedException;
}
