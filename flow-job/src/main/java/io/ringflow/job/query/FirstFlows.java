package io.ringflow.job.query;

import io.ringflow.model.FieldSink;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowField;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.state.FlowQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first flows in a query's order among all that are offered. One thread at a time. */
final class FirstFlows {

    private record Ranked(Flow flow, SortValue value) {}

    private final FlowQuery query;
    private final Comparator<Ranked> order;
    private final PriorityQueue<Ranked> last;
    private long total;

    FirstFlows(FlowQuery query) {
        this.query = query;
        Comparator<Ranked> byValue = Comparator.comparing(Ranked::value);
        this.order =
                (query.descending() ? byValue.reversed() : byValue)
                        .thenComparing(ranked -> ranked.flow().id().toString());
        this.last = new PriorityQueue<>(Collections.reverseOrder(order));
    }

    void offer(Flow flow) {
        if (!query.selection().selects(flow.active()) || !query.filter().matches(flow)) {
            return;
        }
        total++;
        Ranked ranked = new Ranked(flow, SortValue.of(query.sort(), flow));
        if (last.size() < query.limit()) {
            last.add(ranked);
        } else if (order.compare(ranked, last.peek()) < 0) {
            last.poll();
            last.add(ranked);
        }
    }

    /** The number of flows that matched. */
    long total() {
        return total;
    }

    List<Flow> sorted() {
        List<Ranked> ranked = new ArrayList<>(last);
        ranked.sort(order);
        return ranked.stream().map(Ranked::flow).toList();
    }

    /** A field's value to sort by: numbers and times by size, the rest by text; absent is least. */
    private static final class SortValue implements Comparable<SortValue>, FieldSink {

        private double number = Double.NEGATIVE_INFINITY;
        private IpAddress address;
        private String text = "";

        static SortValue of(FlowField field, Flow flow) {
            SortValue value = new SortValue();
            field.write(flow, value);
            return value;
        }

        @Override
        public int compareTo(SortValue other) {
            int byNumber = Double.compare(number, other.number);
            if (byNumber != 0) {
                return byNumber;
            }
            return address != null && other.address != null
                    ? address.compareTo(other.address)
                    : text.compareTo(other.text);
        }

        @Override
        public void text(String value) {
            text = value;
        }

        @Override
        public void number(long value) {
            number = value;
        }

        @Override
        public void decimal(double value) {
            number = value;
        }

        @Override
        public void address(IpAddress value) {
            address = value;
        }

        @Override
        public void time(long nanos) {
            number = nanos;
        }

        @Override
        public void bool(boolean value) {
            number = value ? 1 : 0;
        }

        @Override
        public void observers(List<ObserverCount> value) {
            text = value.get(0).observer().toString();
        }
    }
}
