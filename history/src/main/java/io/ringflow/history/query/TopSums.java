package io.ringflow.history.query;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.FilterField.Several;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The traffic of flows in memory by group key, to be added to that of the history. Values of a key
 * are as the columns of the history have them: numbers, times in nanoseconds and texts; null if the
 * flow does not have the field. Not thread-safe.
 */
final class TopSums {

    /** Maximum number of keys; each takes some hundred bytes. */
    private static final int MAX_KEYS = 1_000_000;

    /** The traffic of one key. */
    static final class Sum {
        long bytes;
        long packets;
        long flows;

        void add(long moreBytes, long morePackets) {
            bytes += moreBytes;
            packets += morePackets;
            flows++;
        }
    }

    private final List<FilterField> by;
    private final boolean byObserver;
    private final Map<List<Object>, Sum> sums = new HashMap<>();
    private final Sum total = new Sum();

    TopSums(List<FilterField> by) {
        this.by = by;
        this.byObserver = by.stream().anyMatch(FieldSql::isOfObservers);
    }

    void add(Flow flow) {
        total.add(flow.bytes(), flow.packets());
        if (!byObserver) {
            add(flow, null, new ArrayList<>());
            return;
        }
        flow.observers().forEach(count -> add(flow, count, new ArrayList<>()));
    }

    /** Adds the flow to each combination of its values, from the next field on. */
    private void add(Flow flow, ObserverCount seen, List<Object> key) {
        if (key.size() < by.size()) {
            for (Object value : values(by.get(key.size()), flow, seen)) {
                key.add(value);
                add(flow, seen, key);
                key.removeLast();
            }
            return;
        }
        Sum sum = sums.get(key);
        if (sum == null) {
            if (sums.size() == MAX_KEYS) {
                throw new StateException(
                        Reason.REFUSED,
                        "there are more than a million keys; choose a filter or other fields");
            }
            sum = new Sum();
            sums.put(new ArrayList<>(key), sum);
        }
        sum.add(
                seen == null ? flow.bytes() : seen.bytes(),
                seen == null ? flow.packets() : seen.packets());
    }

    private static Set<Object> values(FilterField field, Flow flow, ObserverCount seen) {
        Set<Object> values = new LinkedHashSet<>();
        if (field == Several.HOST) {
            values.add(seen.observer().host());
        } else if (field == Several.INTERFACE) {
            values.add(seen.observer().text());
        } else {
            for (FlowField single : field.fields()) {
                Value value = new Value();
                single.write(flow, value);
                values.add(value.value);
            }
        }
        return values;
    }

    /** The traffic of all flows, whatever their keys. */
    Sum total() {
        return total;
    }

    Map<List<Object>, Sum> sums() {
        return sums;
    }

    /** Keeps one value; null if the flow does not have it. */
    private static final class Value implements FieldSink {

        private Object value;

        @Override
        public void text(String text) {
            value = text;
        }

        @Override
        public void number(long number) {
            value = number;
        }

        @Override
        public void decimal(double number) {
            value = Double.isNaN(number) ? null : (Object) number;
        }

        @Override
        public void address(IpAddress address) {
            value = address.toString();
        }

        @Override
        public void time(long nanos) {
            value = nanos;
        }

        @Override
        public void bool(boolean truth) {
            value = Boolean.toString(truth);
        }

        @Override
        public void observers(List<ObserverCount> observers) {
            throw new IllegalStateException("Lists are not group keys");
        }
    }
}
