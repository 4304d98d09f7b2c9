package io.ringflow.server.stream;

import io.ringflow.model.state.StateException;
import io.ringflow.server.stream.StreamException.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic, evaluated once and made into text once for all its subscribers, in a virtual thread of
 * its own. While the job is away it asks again and again; the subscribers are told when it goes,
 * and of the gap once it is back. {@link Broadcasts} starts and ends it.
 */
final class Broadcast implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);

    /** How long subscribers that keep up are waited for, in all, with one round of updates. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Makes the updates of a topic. Used by one thread. */
    interface Source extends AutoCloseable {

        /**
         * Waits until there are updates and passes them on; returns now and then without any.
         *
         * @throws StateException while the job has no answer
         * @throws InterruptedException when the topic is no longer wanted
         */
        void next(Broadcast to) throws InterruptedException;

        /** Gives up what it holds of the job; {@link #next} may be called again all the same. */
        @Override
        void close();
    }

    private final Source source;
    private final Duration retryAfter;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** The newest update where it is whole in itself; null for none. */
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

    void add(Subscriber subscriber) throws InterruptedException {
        SharedUpdate known = newest;
        if (known != null) {
            subscriber.offer(known, 0);
        }
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /** Ends the thread soon. */
    void end() {
        ended = true;
        thread.interrupt();
    }

    @Override
    public void run() {
        try (source) {
            while (!ended) {
                try {
                    source.next(this);
                    back();
                } catch (StateException e) {
                    away(e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("Updates of a topic fail", e);
                    away("the server failed; its log has the reason");
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("no longer wanted");
        }
    }

    private void away(String why) throws InterruptedException {
        source.close();
        newest = null;
        if (!away) {
            away = true;
            StreamException error = new StreamException(Code.UNAVAILABLE, why);
            for (Subscriber subscriber : subscribers) {
                subscriber.fail(error);
            }
        }
        Thread.sleep(retryAfter);
    }

    /** Tells of the gap where the job was away: how much was missed is unknown, which counts 1. */
    private void back() {
        if (away) {
            away = false;
            miss(1);
        }
    }

    /** Counts updates that no subscriber will get. */
    void miss(long count) {
        for (Subscriber subscriber : subscribers) {
            subscriber.miss(count);
        }
    }

    /** Passes on updates, in order; each is a part that a subscriber may miss. */
    void send(List<SharedUpdate> updates) throws InterruptedException {
        back();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (SharedUpdate update : updates) {
            for (Subscriber subscriber : subscribers) {
                subscriber.offer(update, deadline);
            }
        }
    }

    /** Passes on an update that replaces all before, and is what new subscribers get at once. */
    void sendNewest(SharedUpdate update) throws InterruptedException {
        newest = update;
        send(List.of(update));
    }
}
