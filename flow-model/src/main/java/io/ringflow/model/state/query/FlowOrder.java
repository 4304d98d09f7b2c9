package io.ringflow.model.state.query;

import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.util.Comparator;
import java.util.List;

/**
 * The order of a list of flows: by one field, then by id. Numbers are compared as numbers,
 * addresses as addresses, everything else as text. Flows without the field come last in both
 * directions.
 */
public record FlowOrder(FlowField field, boolean descending) implements Comparator<Flow> {

    @Override
    public int compare(Flow a, Flow b) {
        Value left = new Value();
        Value right = new Value();
        field.write(a, left);
        field.write(b, right);
        if (left.absent != right.absent) {
            return left.absent ? 1 : -1;
        }
        int byValue = left.compareTo(right);
        if (byValue != 0) {
            return descending ? -byValue : byValue;
        }
        int byHash = Integer.compareUnsigned(a.id().keyHash(), b.id().keyHash());
        return byHash != 0 ? byHash : Long.compareUnsigned(a.id().sequence(), b.id().sequence());
    }

    /** The value of a field. All values of one field are of the same kind. */
    private static final class Value implements Comparable<Value>, FieldSink {

        private boolean absent = true;
        private long number;
        private double decimal;
        private IpAddress address = IpAddress.ANY;
        private String text = "";

        @Override
        public int compareTo(Value other) {
            int order = Long.compare(number, other.number);
            if (order == 0) {
                order = Double.compare(decimal, other.decimal);
            }
            if (order == 0) {
                order = address.compareTo(other.address);
            }
            return order != 0 ? order : text.compareTo(other.text);
        }

        @Override
        public void text(String value) {
            absent = false;
            text = value;
        }

        @Override
        public void number(long value) {
            absent = false;
            number = value;
        }

        @Override
        public void decimal(double value) {
            absent = false;
            decimal = value;
        }

        @Override
        public void address(IpAddress value) {
            absent = false;
            address = value;
        }

        @Override
        public void time(long nanos) {
            number(nanos);
        }

        @Override
        public void bool(boolean value) {
            number(value ? 1 : 0);
        }

        @Override
        public void observers(List<ObserverCount> value) {
            text(value.get(0).observer().toString());
        }
    }
}
