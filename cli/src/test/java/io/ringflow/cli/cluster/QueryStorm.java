package io.ringflow.cli.cluster;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.query.FlowQuery;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Queries continuously and checks each answer: it must be complete and right, or say what is
 * missing, or fail.
 */
final class QueryStorm implements AutoCloseable {

    private static final int LIMIT = 50;

    final AtomicLong complete = new AtomicLong();
    final AtomicLong partial = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final FlowState state;
    private final CaptureOfFlows truth;
    private final List<FlowId> ids;
    private final List<Thread> threads;
    private volatile boolean over;

    QueryStorm(FlowState state, CaptureOfFlows truth, List<FlowId> ids) {
        this.state = state;
        this.truth = truth;
        this.ids = ids;
        this.threads =
                List.of(
                        Thread.ofPlatform().start(() -> ask(this::statistics)),
                        Thread.ofPlatform().start(() -> ask(this::list)),
                        Thread.ofPlatform().start(() -> ask(this::lookUp)));
    }

    private void ask(Runnable question) {
        while (!over) {
            try {
                question.run();
            } catch (StateException e) {
                failed.incrementAndGet();
            } catch (RuntimeException e) {
                wrong.add(e.toString());
            }
        }
    }

    private void statistics() {
        FlowStatistics statistics = state.statistics();
        check(
                statistics.coverage(),
                statistics.packets() == truth.packets() && statistics.flows() == truth.flows(),
                "statistics: " + statistics);
    }

    private void list() {
        FlowPage page =
                state.flows(
                        new FlowQuery(
                                FlowFilter.ALL,
                                FlowQuery.Selection.ALL,
                                FlowField.SRC_ADDR,
                                false,
                                LIMIT,
                                ""));
        check(
                page.coverage(),
                page.total() == truth.flows() && page.flows().size() == LIMIT,
                "page: " + page);
    }

    private void lookUp() {
        FlowId id = ids.get(new Random().nextInt(ids.size()));
        Optional<Flow> flow = state.flow(id);
        if (flow.isPresent() && flow.get().packets() == truth.packetsEach()) {
            complete.incrementAndGet();
        } else {
            wrong.add(id + " is " + flow);
        }
    }

    private void check(Coverage coverage, boolean right, String answer) {
        if (!coverage.complete()) {
            partial.incrementAndGet();
            if (coverage.missing().isEmpty()) {
                wrong.add("doesn't say what is missing: " + answer);
            }
        } else if (right) {
            complete.incrementAndGet();
        } else {
            wrong.add(answer);
        }
    }

    @Override
    public String toString() {
        return complete + " complete answers, " + partial + " partial ones, " + failed + " failed";
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
