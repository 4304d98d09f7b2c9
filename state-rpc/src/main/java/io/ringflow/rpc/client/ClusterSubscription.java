package io.ringflow.rpc.client;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the changes of all processes into one stream. One thread per process reads into a shared
 * queue; while the queue is full the thread waits, and the process counts the changes that it can't
 * send. Another thread subscribes to processes that join later. Each time a process was out of
 * reach, its changes of that time count as one missed change. The caller polls from one thread and
 * closes.
 */
final class ClusterSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterSubscription.class);
    private static final int QUEUE = 64;

    /** How long a thread may take to notice that the subscription was closed. */
    private static final long CLOSE_MILLIS = 200;

    private final Wire.SubscribeRequest request;
    private final Supplier<List<StateProcess>> processes;
    private final Duration refresh;
    private final BlockingQueue<ChangedFlows> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Context.CancellableContext context = Context.ROOT.withCancellation();
    private final Thread follower;

    /** By process id. Used by the follower's thread, and by the constructor before it starts. */
    private final Map<String, Thread> readers = new HashMap<>();

    private volatile long newestNanos = Long.MIN_VALUE;
    private volatile boolean closed;

    /**
     * Subscribes to the present processes, and later to those that join.
     *
     * @param processes the processes at the time of the call
     * @param refresh how often to look for new processes
     * @param patience how long to wait until the present processes have started to send
     */
    ClusterSubscription(
            FlowFilter filter,
            Supplier<List<StateProcess>> processes,
            Duration refresh,
            Duration patience) {
        this.request = Wire.SubscribeRequest.newBuilder().setFilter(filter.toString()).build();
        this.processes = processes;
        this.refresh = refresh;
        List<StateProcess> first = processes.get();
        CountDownLatch started = new CountDownLatch(first.size());
        first.forEach(process -> startReader(process, started, true));
        try {
            if (!started.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.info("A process has not started to send its changes in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        follower = Thread.ofVirtual().name("ringflow-follow").start(this::follow);
    }

    private void follow() {
        try {
            while (!closed) {
                Thread.sleep(refresh);
                joinNewProcesses();
            }
        } catch (InterruptedException e) {
            LOG.trace("Closed");
        }
    }

    private void joinNewProcesses() {
        try {
            readers.values().removeIf(reader -> !reader.isAlive());
            for (StateProcess process : processes.get()) {
                if (!readers.containsKey(process.id())) {
                    startReader(process, new CountDownLatch(1), false);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("Subscribing to more processes failed; it is tried again", e);
        }
    }

    private void startReader(StateProcess process, CountDownLatch started, boolean atStart) {
        // Whatever ends the reader also ends its call, which would otherwise stay open.
        Context.CancellableContext call = context.withCancellation();
        Runnable reading =
                call.wrap(
                        () -> {
                            try {
                                read(process, started, atStart);
                            } catch (StatusRuntimeException e) {
                                LOG.debug(
                                        "The stream of changes from {} ended",
                                        process.endpoint(),
                                        e);
                            } catch (RuntimeException e) {
                                LOG.error("The changes of {} can't be read", process.endpoint(), e);
                            } catch (InterruptedException e) {
                                LOG.trace("Closed");
                            } finally {
                                started.countDown();
                                call.cancel(null);
                            }
                        });
        readers.put(process.id(), Thread.ofVirtual().name("ringflow-changes").start(reading));
    }

    /**
     * Reads the changes of one process until its stream ends.
     *
     * @param atStart whether the subscription started with this process, so that nothing is missed
     */
    private void read(StateProcess process, CountDownLatch started, boolean atStart)
            throws InterruptedException {
        Iterator<Wire.ChangedFlows> changes = process.streams().subscribe(request);
        changes.next(); // an empty message: the process has subscribed
        started.countDown();
        LOG.debug("Subscribed to the changes of {}", process.endpoint());
        if (!atStart) {
            put(new ChangedFlows(newestNanos, List.of(), 1));
        }
        while (changes.hasNext()) {
            ChangedFlows next = AnswerWire.from(changes.next());
            newestNanos = Math.max(newestNanos, next.watermarkNanos());
            put(next);
        }
    }

    /** Waits while the queue is full, but not for a reader that has closed the subscription. */
    private void put(ChangedFlows changes) throws InterruptedException {
        boolean done = closed;
        while (!done) {
            done = queue.offer(changes, CLOSE_MILLIS, TimeUnit.MILLISECONDS) || closed;
        }
    }

    @Override
    public Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException {
        return closed
                ? Optional.empty()
                : Optional.ofNullable(queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        closed = true;
        context.cancel(null);
        follower.interrupt();
        queue.clear();
    }
}
