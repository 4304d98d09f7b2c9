package io.ringflow.server;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Receives what a {@link FakeFlowState} publishes until it is closed; fails while the state fails.
 */
final class FakeSubscription implements Subscription {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(20);

    private final FakeFlowState state;
    private final FlowFilter filter;
    private final BlockingQueue<ChangedFlows> queue = new LinkedBlockingQueue<>();

    FakeSubscription(FakeFlowState state, FlowFilter filter) {
        this.state = state;
        this.filter = filter;
    }

    void add(ChangedFlows changes) {
        queue.add(changes);
    }

    @Override
    public Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException {
        state.failIfSet();
        Duration wait = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
        return Optional.ofNullable(queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS))
                .map(this::matching);
    }

    private ChangedFlows matching(ChangedFlows all) {
        return new ChangedFlows(
                all.watermarkNanos(),
                all.flows().stream().filter(filter::matches).toList(),
                all.missed());
    }

    @Override
    public void close() {
        state.closed(this);
    }
}
