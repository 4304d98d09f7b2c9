package io.ringflow.job.rows;

import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.field.FieldSink;
import io.ringflow.model.field.FlowField;
import java.util.Comparator;
import java.util.List;

/**
 * The order of a list of flows: by one field, then by id. Flows without the field come last in both
 * directions. Immutable.
 */
public final class RowOrder implements Comparator<Candidate> {

    private static final long SIGN = Long.MIN_VALUE;

    private final FlowField field;
    private final boolean descending;

    /** Reads the field from rows; null if only the object has it. */
    private final RowNumber number;

    /** An order by a field. */
    public RowOrder(FlowField field, boolean descending) {
        this.field = field;
        this.descending = descending;
        this.number = RowNumber.of(field);
    }

    /** Reads a flow's sort key into a candidate. */
    void rank(FlowView flow, Candidate candidate) {
        candidate.text = null;
        if (number != null) {
            long value = number.read(flow);
            candidate.absent = value == FlowView.ABSENT;
            candidate.high = candidate.absent ? 0 : value;
            candidate.low = 0;
            return;
        }
        switch (field) {
            case SRC_ADDR -> address(flow.addressHigh(0), flow.addressLow(0), candidate);
            case DST_ADDR -> address(flow.addressHigh(1), flow.addressLow(1), candidate);
            default -> {
                candidate.absent = true;
                candidate.high = 0;
                candidate.low = 0;
                field.write(flow.flow(), new KeySink(candidate));
            }
        }
    }

    private static void address(long high, long low, Candidate candidate) {
        candidate.absent = false;
        candidate.high = high ^ SIGN;
        candidate.low = low ^ SIGN;
    }

    /**
     * Returns true if a flow certainly comes after a candidate. Decided only for fields that are
     * numbers in the rows; false otherwise.
     */
    boolean comesAfter(FlowView flow, Candidate other) {
        if (number == null || other.absent) {
            return false;
        }
        long value = number.read(flow);
        return value != FlowView.ABSENT && (descending ? value < other.high : value > other.high);
    }

    @Override
    public int compare(Candidate a, Candidate b) {
        if (a.absent != b.absent) {
            return a.absent ? 1 : -1;
        }
        int byValue = Long.compare(a.high, b.high);
        if (byValue == 0) {
            byValue = Long.compare(a.low, b.low);
        }
        if (byValue == 0 && a.text != null && b.text != null) {
            byValue = a.text.compareTo(b.text);
        }
        if (byValue != 0) {
            return descending ? -byValue : byValue;
        }
        int byHash = Integer.compareUnsigned(a.keyHash, b.keyHash);
        return byHash != 0 ? byHash : Long.compareUnsigned(a.sequence, b.sequence);
    }

    /** Writes a field's value as the sort key of a candidate. */
    private record KeySink(Candidate candidate) implements FieldSink {

        private void value(long high) {
            candidate.absent = false;
            candidate.high = high;
        }

        @Override
        public void text(String value) {
            value(0);
            candidate.text = value;
        }

        @Override
        public void number(long value) {
            value(value);
        }

        @Override
        public void decimal(double value) {
            value(RowNumber.ordered(value));
        }

        @Override
        public void address(IpAddress value) {
            RowOrder.address(value.high(), value.low(), candidate);
        }

        @Override
        public void time(long nanos) {
            value(nanos);
        }

        @Override
        public void bool(boolean value) {
            value(value ? 1 : 0);
        }

        @Override
        public void observers(List<ObserverCount> value) {
            text(value.get(0).observer().toString());
        }
    }
}
