package io.ringflow.job.query;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The expected order of a list: by values as objects, absent ones last, then by id. */
final class ObjectOrder implements Comparator<Flow> {

    private final FlowField field;
    private final boolean descending;

    ObjectOrder(FlowField field, boolean descending) {
        this.field = field;
        this.descending = descending;
    }

    @Override
    public int compare(Flow a, Flow b) {
        Optional<Comparable<Object>> left = value(a);
        Optional<Comparable<Object>> right = value(b);
        if (left.isPresent() && right.isPresent()) {
            int by = left.get().compareTo(right.get());
            if (by != 0) {
                return descending ? -by : by;
            }
        } else if (left.isPresent() || right.isPresent()) {
            return left.isPresent() ? -1 : 1;
        }
        return a.id().toString().compareTo(b.id().toString());
    }

    private Optional<Comparable<Object>> value(Flow flow) {
        Sink sink = new Sink();
        field.write(flow, sink);
        return Optional.ofNullable(sink.value);
    }

    @SuppressWarnings("unchecked") // values of one field are of one kind
    private static final class Sink implements FieldSink {
        private Comparable<Object> value;

        private void keep(Comparable<?> kept) {
            value = (Comparable<Object>) kept;
        }

        @Override
        public void text(String text) {
            keep(text);
        }

        @Override
        public void number(long number) {
            keep(number);
        }

        @Override
        public void decimal(double number) {
            keep(BigDecimal.valueOf(number));
        }

        @Override
        public void address(IpAddress address) {
            keep(address);
        }

        @Override
        public void time(long nanos) {
            keep(nanos);
        }

        @Override
        public void bool(boolean truth) {
            keep(truth);
        }

        @Override
        public void observers(List<ObserverCount> observers) {
            throw new AssertionError("has no order");
        }
    }
}
