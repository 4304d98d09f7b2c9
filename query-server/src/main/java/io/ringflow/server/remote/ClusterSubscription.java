package io.ringflow.server.remote;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.ChangedFlows;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.wire.AnswerWire;
import io.ringflow.model.state.wire.v1.FlowStateGrpc.FlowStateBlockingStub;
import io.ringflow.model.state.wire.v1.Wire;
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
 * The changes of all processes as one stream. A thread for each process reads into one queue and
 * waits while it is full, so that the process counts what is too much; another thread follows which
 * processes there are. Whatever happened while a process was not followed counts as one change
 * missed.
 */
final class ClusterSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterSubscription.class);
    private static final int QUEUE = 64;

    private final Wire.SubscribeRequest request;
    private final Supplier<List<StateProcess>> processes;
    private final Duration refresh;
    private final BlockingQueue<ChangedFlows> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Context.CancellableContext context = Context.ROOT.withCancellation();
    private final Thread follower;

    /** Used by the follower, and before it starts. */
    private final Map<String, Thread> readers = new HashMap<>();

    private volatile long newestNanos = Long.MIN_VALUE;
    private volatile boolean closed;

    /**
     * A subscription to those processes that are there and those that come.
     *
     * @param patience how long to wait for the first ones
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
        CountDownLatch begun = new CountDownLatch(first.size());
        first.forEach(process -> read(process, begun, true));
        try {
            if (!begun.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.info("a process does not begin to send its changes");
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
                readers.values().removeIf(reader -> !reader.isAlive());
                for (StateProcess process : processes.get()) {
                    if (!readers.containsKey(process.id())) {
                        read(process, new CountDownLatch(1), false);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("closed");
        }
    }

    private void read(StateProcess process, CountDownLatch begun, boolean fromTheBegin) {
        Runnable reading =
                context.wrap(
                        () -> {
                            try {
                                read(process, begun, fromTheBegin, process.streams());
                            } catch (StatusRuntimeException e) {
                                LOG.debug("the changes of {} end", process.endpoint(), e);
                            } catch (InterruptedException e) {
                                LOG.trace("closed");
                            } finally {
                                begun.countDown();
                            }
                        });
        readers.put(process.id(), Thread.ofVirtual().name("ringflow-changes").start(reading));
    }

    private void read(
            StateProcess process,
            CountDownLatch begun,
            boolean fromTheBegin,
            FlowStateBlockingStub stub)
            throws InterruptedException {
        Iterator<Wire.ChangedFlows> changes = stub.subscribe(request);
        changes.next();
        begun.countDown();
        LOG.debug("follows {}", process.endpoint());
        if (!fromTheBegin) {
            queue.put(new ChangedFlows(newestNanos, List.of(), 1));
        }
        while (changes.hasNext()) {
            ChangedFlows next = AnswerWire.from(changes.next());
            newestNanos = Math.max(newestNanos, next.watermarkNanos());
            queue.put(next);
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
