package io.ringflow.history.query;

import io.ringflow.model.Flow;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first flows in an order. Not thread-safe. */
final class BestFlows {

    private final Comparator<Flow> order;
    private final int limit;
    private final PriorityQueue<Flow> flows;

    BestFlows(Comparator<Flow> order, int limit) {
        this.order = order;
        this.limit = limit;
        this.flows = new PriorityQueue<>(order.reversed());
    }

    void add(Flow flow) {
        if (flows.size() < limit) {
            flows.add(flow);
        } else if (order.compare(flow, flows.element()) < 0) {
            flows.remove();
            flows.add(flow);
        }
    }

    List<Flow> sorted() {
        return flows.stream().sorted(order).toList();
    }
}
