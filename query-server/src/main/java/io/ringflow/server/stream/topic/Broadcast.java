package io.ringflow.server.stream.topic;

import io.ringflow.model.state.StateException;
import io.ringflow.server.stream.topic.StreamException.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates one topic, and formats its updates as text, once for all subscribers, in a virtual
 * thread of its own. While the job has no answer, the broadcast keeps asking; subscribers get an
 * error when the job goes away and a gap when it is back. {@link Broadcasts} starts and ends it.
 */
final class Broadcast implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

    /** How long one round of updates may wait for the queues of subscribers that keep up. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Produces the updates of a topic. Called by one thread. */
    interface Source extends AutoCloseable {

        /**
         * Waits for updates and sends them; may also return without any.
         *
         * @throws StateException while the job has no answer
         * @throws InterruptedException when the broadcast ends
         */
        void next(Broadcast broadcast) throws InterruptedException;

        /** Releases what the source holds of the job; {@link #next} may be called again. */
        @Override
        void close();
    }

    private final Source source;
    private final Duration retryAfter;
    private final List<TopicSubscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** The newest update, if it replaces all before it; else null. */
    private volatile SharedUpdate newest;

    private boolean away;
    private volatile boolean ended;

    Broadcast(Topic topic, Source source, Duration retryAfter) {
        this.source = source;
        this.retryAfter = retryAfter;
        this.thread = Thread.ofVirtual().name("ringflow-topic-" + topic.name()).unstarted(this);
    }

    void start() {
        thread.start();
    }

    void add(TopicSubscriber subscriber) throws InterruptedException {
        SharedUpdate known = newest;
        if (known != null) {
            subscriber.offer(known, 0);
        }
        subscribers.add(subscriber);
    }

    void remove(TopicSubscriber subscriber) {
        subscribers.remove(subscriber);
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /** Ends the thread; does not wait for it. */
    void end() {
        ended = true;
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.trace("Ended");
        } finally {
            closeSource();
        }
    }

    /** Later subscribers join this broadcast, so nothing that its source does ends the thread. */
    private void step() throws InterruptedException {
        try {
            source.next(this);
            back();
        } catch (StateException e) {
            away(e.getMessage());
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("Producing the updates of a topic failed; it is tried again", e);
            away("the server failed; its log has the reason");
        }
    }

    private void closeSource() {
        try {
            source.close();
        } catch (RuntimeException e) {
            LOG.error("Closing the source of a topic failed", e);
        }
    }

    private void away(String why) throws InterruptedException {
        closeSource();
        newest = null;
        if (!away) {
            away = true;
            StreamException error = new StreamException(Code.UNAVAILABLE, why);
            for (TopicSubscriber subscriber : subscribers) {
                subscriber.fail(error);
            }
        }
        Thread.sleep(retryAfter);
    }

    /** Reports the gap if the job was away. Its size is unknown and counts as 1. */
    private void back() {
        if (away) {
            away = false;
            miss(1);
        }
    }

    /** Counts updates that no subscriber will get. */
    void miss(long count) {
        for (TopicSubscriber subscriber : subscribers) {
            subscriber.miss(count);
        }
    }

    /** Sends updates in this order; a subscriber may miss any of them. */
    void send(List<SharedUpdate> updates) throws InterruptedException {
        back();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (SharedUpdate update : updates) {
            for (TopicSubscriber subscriber : subscribers) {
                subscriber.offer(update, deadline);
            }
        }
    }

    /** Sends an update that replaces all before it; new subscribers get it at once. */
    void sendNewest(SharedUpdate update) throws InterruptedException {
        newest = update;
        send(List.of(update));
    }
}
