package io.ringflow.job.query;

import io.ringflow.job.track.FlowChanges;
import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.ChangedFlows;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the changes of all shards to those who follow them. The job's tasks put them into a bounded
 * queue, and leave out what does not fit: they never wait. One thread looks at each change once for
 * each different filter, however many subscribers have it. Thread-safe.
 */
final class ChangeFeed {

    /** Batches that wait, some seconds' worth. */
    private static final int WAITING = 1024;

    private static final long POLL_MILLIS = 100;

    private final BlockingQueue<FlowChanges> waiting = new ArrayBlockingQueue<>(WAITING);

    /** Changes left out since the last batch that was not. */
    private final AtomicLong leftOut = new AtomicLong();

    /** Who follows, by filter. Guarded by the monitor of this. */
    private final Map<FlowFilter, Topic> topics = new HashMap<>();

    private volatile boolean followed;
    private Thread thread;

    /** Those who have one filter. */
    private static final class Topic {
        private final RowFilter filter;
        private final List<ChangeQueue> queues = new ArrayList<>();
        private List<Flow> matches = new ArrayList<>();

        Topic(FlowFilter filter) {
            this.filter = new RowFilter(filter, FlowQuery.Selection.ALL);
        }
    }

    /** Whether anybody follows: else the tasks need not note changes. */
    boolean followed() {
        return followed;
    }

    /** Takes the changes of a shard, or leaves them out and counts them. */
    void offer(FlowChanges changes) {
        if (!waiting.offer(changes)) {
            leftOut.addAndGet(changes.count());
        }
    }

    /** Nothing was told for a while, and nobody knows how much was missed. */
    void interrupted() {
        leftOut.incrementAndGet();
    }

    synchronized Subscription subscribe(FlowFilter filter) {
        ChangeQueue queue = new ChangeQueue(its -> unsubscribe(filter, its));
        if (topics.isEmpty()) {
            leftOut.set(0);
        }
        topics.computeIfAbsent(filter, Topic::new).queues.add(queue);
        followed = true;
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("flow-changes").start(this::run);
        }
        return queue;
    }

    private synchronized void unsubscribe(FlowFilter filter, ChangeQueue queue) {
        Topic topic = topics.get(filter);
        if (topic != null && topic.queues.remove(queue) && topic.queues.isEmpty()) {
            topics.remove(filter);
            followed = !topics.isEmpty();
        }
    }

    private void run() {
        while (true) {
            try {
                FlowChanges changes = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (changes != null) {
                    deliver(changes);
                } else if (endsUnfollowed()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized boolean endsUnfollowed() {
        if (followed) {
            return false;
        }
        thread = null;
        return true;
    }

    private synchronized void deliver(FlowChanges changes) {
        FlowView row =
                new FlowView(changes.rows(), changes.observers(), changes.reader());
        for (int change = 0; change < changes.count(); change++) {
            row.at(changes.head(change), changes.event(change));
            for (Topic topic : topics.values()) {
                if (topic.filter.matches(row)) {
                    topic.matches.add(row.flow());
                }
            }
        }
        long missed = leftOut.getAndSet(0);
        for (Topic topic : topics.values()) {
            if (!topic.matches.isEmpty() || missed > 0) {
                ChangedFlows batch =
                        new ChangedFlows(changes.completeNanos(), topic.matches, missed);
                topic.queues.forEach(queue -> queue.put(batch));
                topic.matches = new ArrayList<>();
            }
        }
    }
}
