package io.ringflow.job.publish;

import io.ringflow.job.rows.FlowView;
import io.ringflow.job.rows.RowFilter;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.thread.ServiceLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Distributes the changes of all shards to subscribers. The job's tasks put changes into a bounded
 * queue and never wait: changes that do not fit are dropped and counted. One thread tests each
 * change once for each distinct filter, however many subscribers share it. Thread-safe.
 */
final class ChangeFeed {

    /** Capacity of the queue in batches, some seconds' worth. */
    private static final int CAPACITY = 8192;

    private static final long POLL_MILLIS = 100;

    private final BlockingQueue<FlowChanges> waiting = new ArrayBlockingQueue<>(CAPACITY);

    /** Changes dropped since the last batch was delivered. */
    private final AtomicLong dropped = new AtomicLong();

    /** Subscribers by filter. Guarded by this. */
    private final Map<FlowFilter, Topic> topics = new HashMap<>();

    private volatile boolean followed;

    /** Delivers changes; null while there are no subscribers. Guarded by this. */
    private ServiceLoop loop;

    /** The subscribers that share a filter. */
    private static final class Topic {
        private final RowFilter filter;
        private final List<ChangeQueue> queues = new ArrayList<>();
        private List<Flow> matches = new ArrayList<>();

        Topic(FlowFilter filter) {
            this.filter = new RowFilter(filter, FlowQuery.Selection.ALL);
        }
    }

    /** Returns true if there are subscribers; if not, the tasks need not record changes. */
    boolean isFollowed() {
        return followed;
    }

    /** Enqueues the changes of a shard, or drops and counts them if the queue is full. */
    void offer(FlowChanges changes) {
        if (!waiting.offer(changes)) {
            dropped.addAndGet(changes.count());
        }
    }

    /** Notes that an unknown number of changes were missed while no task ran. */
    void interrupted() {
        dropped.incrementAndGet();
    }

    synchronized Subscription subscribe(FlowFilter filter) {
        ChangeQueue queue = new ChangeQueue(closed -> unsubscribe(filter, closed));
        if (topics.isEmpty()) {
            dropped.set(0);
        }
        topics.computeIfAbsent(filter, Topic::new).queues.add(queue);
        followed = true;
        if (loop == null) {
            loop = ServiceLoop.start("flow-changes", this::deliverNext);
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

    private void deliverNext() throws InterruptedException {
        FlowChanges changes = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (changes == null) {
            endIfUnfollowed();
            return;
        }
        boolean delivered = false;
        try {
            deliver(changes);
            delivered = true;
        } finally {
            if (!delivered) {
                forgetMatches();
                dropped.addAndGet(Math.max(1, changes.count()));
            }
        }
    }

    /** Ends the thread if there are no subscribers. */
    private synchronized void endIfUnfollowed() {
        if (!followed) {
            loop.close();
            loop = null;
        }
    }

    private synchronized void forgetMatches() {
        topics.values().forEach(topic -> topic.matches = new ArrayList<>());
    }

    private synchronized void deliver(FlowChanges changes) {
        FlowView flow = new FlowView(changes.rows(), changes.observers(), changes.reader());
        for (int change = 0; change < changes.count(); change++) {
            flow.at(changes.head(change), changes.event(change));
            for (Topic topic : topics.values()) {
                if (topic.filter.matches(flow)) {
                    topic.matches.add(flow.flow());
                }
            }
        }
        long missed = dropped.getAndSet(0);
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
