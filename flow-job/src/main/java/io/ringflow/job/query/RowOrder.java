package io.ringflow.job.query;

import io.ringflow.model.FieldSink;
import io.ringflow.model.FlowField;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import java.util.Comparator;
import java.util.List;

/**
 * The order of a list of flows: by one field, then by id. Flows without the field come last in
 * either direction. Immutable.
 */
final class RowOrder implements Comparator<Candidate> {

    private static final long SIGN = Long.MIN_VALUE;

    private final FlowField field;
    private final boolean descending;
    private final RowNumber number;

    RowOrder(FlowField field, boolean descending) {
        this.field = field;
        this.descending = descending;
        this.number = RowNumber.of(field);
    }

    /** Reads into a candidate what it is ordered by. */
    void rank(FlowView row, Candidate candidate) {
        candidate.text = null;
        if (number != null) {
            long value = number.read(row);
            candidate.absent = value == FlowView.ABSENT;
            candidate.high = candidate.absent ? 0 : value;
            candidate.low = 0;
            return;
        }
        switch (field) {
            case SRC_ADDR -> address(row.addressHigh(0), row.addressLow(0), candidate);
            case DST_ADDR -> address(row.addressHigh(1), row.addressLow(1), candidate);
            default -> {
                candidate.absent = true;
                candidate.high = 0;
                candidate.low = 0;
                field.write(row.flow(), new Ranking(candidate));
            }
        }
    }

    private static void address(long high, long low, Candidate candidate) {
        candidate.absent = false;
        candidate.high = high ^ SIGN;
        candidate.low = low ^ SIGN;
    }

    /** Whether a flow of a number stands behind another for sure; only where numbers decide. */
    boolean behind(FlowView row, Candidate other) {
        if (number == null || other.absent) {
            return false;
        }
        long its = number.read(row);
        return its != FlowView.ABSENT && (descending ? its < other.high : its > other.high);
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

    /** Takes a field's value as what a candidate is ordered by. */
    private record Ranking(Candidate candidate) implements FieldSink {

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
