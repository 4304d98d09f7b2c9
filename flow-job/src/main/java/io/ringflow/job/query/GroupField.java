package io.ringflow.job.query;

import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rows.FlowView;
import io.ringflow.job.rows.RowNumber;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.FilterField.Several;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One field of a top list's group key, with values of two {@code long}s. A flow has one value of
 * most fields, and two of those that stand for either endpoint. For one query; thread-safe.
 */
final class GroupField {

    /** Words of a value. */
    static final int WORDS = 2;

    /** Maximum number of values that a flow, as seen by one observer, has of a field. */
    static final int MAX_VALUES = 2;

    /** High word of a number. */
    private static final long PRESENT = 1;

    /** High word of a text; the low word is its number. */
    private static final long TEXT = 2;

    /** Writes a flow's values to an array; returns their number. */
    @FunctionalInterface
    private interface Values {
        int write(FlowView flow, long[] into);
    }

    private final FilterField field;
    private final Values values;

    /** Numbers of the texts seen. Guarded by its monitor. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The texts by their numbers. Guarded by {@link #numbers}. */
    private final List<String> texts = new ArrayList<>();

    GroupField(FilterField field) {
        this.field = field;
        this.values = valuesOf(field);
    }

    private Values valuesOf(FilterField field) {
        if (!(field instanceof Several several)) {
            return valuesOf(field.fields().get(0));
        }
        return switch (several) {
            case ADDR -> GroupField::addresses;
            case PORT -> GroupField::ports;
            case HOST, INTERFACE ->
                    (flow, into) -> {
                        throw new IllegalStateException("The observer is given separately");
                    };
        };
    }

    private Values valuesOf(FlowField single) {
        return switch (single) {
            case SRC_ADDR -> (flow, into) -> address(flow, 0, into);
            case DST_ADDR -> (flow, into) -> address(flow, 1, into);
            case PROTOCOL -> (flow, into) -> put(into, 0, PRESENT, flow.protocol());
            default -> {
                // Decimals and times are shown as texts, which the rows don't have.
                boolean isNumber = single.type().kind() == FieldKind.NUMBER;
                RowNumber number = isNumber ? RowNumber.of(single) : null;
                yield number == null
                        ? (flow, into) -> text(single, flow, into)
                        : (flow, into) -> number(number.read(flow), into);
            }
        };
    }

    /**
     * Writes a flow's values.
     *
     * @param observer whose host or interface is the value of such a field; null if the key has no
     *     such field
     * @return their number
     */
    int values(FlowView flow, Observer observer, long[] into) {
        if (!isOfObserver(field)) {
            return values.write(flow, into);
        }
        String name = field == Several.HOST ? observer.host() : RollupKeys.interfaceKey(observer);
        return put(into, 0, TEXT, numberOf(name));
    }

    private static int number(long value, long[] into) {
        return value == FlowView.ABSENT ? put(into, 0, 0, 0) : put(into, 0, PRESENT, value);
    }

    private static int address(FlowView flow, int side, long[] into) {
        return put(into, 0, flow.addressHigh(side), flow.addressLow(side));
    }

    private static int addresses(FlowView flow, long[] into) {
        int count = address(flow, 0, into);
        return putIfOther(into, count, flow.addressHigh(1), flow.addressLow(1));
    }

    private static int ports(FlowView flow, long[] into) {
        int count = put(into, 0, PRESENT, flow.port(0));
        return putIfOther(into, count, PRESENT, flow.port(1));
    }

    /** Appends a value if it differs from the first one. */
    private static int putIfOther(long[] into, int count, long high, long low) {
        return into[0] == high && into[1] == low ? count : put(into, count, high, low);
    }

    private static int put(long[] into, int count, long high, long low) {
        into[count * WORDS] = high;
        into[count * WORDS + 1] = low;
        return count + 1;
    }

    /** Returns true for the host or interface of an observer. */
    static boolean isOfObserver(FilterField field) {
        return field == Several.HOST || field == Several.INTERFACE;
    }

    private int text(FlowField single, FlowView flow, long[] into) {
        return single.text(flow.flow())
                .map(value -> put(into, 0, TEXT, numberOf(value)))
                .orElseGet(() -> put(into, 0, 0, 0));
    }

    private int numberOf(String text) {
        synchronized (numbers) {
            Integer known = numbers.get(text);
            if (known != null) {
                return known;
            }
            if (texts.size() == GroupTable.MAX_KEYS) {
                throw GroupTable.tooManyKeys();
            }
            numbers.put(text, texts.size());
            texts.add(text);
            return texts.size() - 1;
        }
    }

    /** A value as users see it; empty if the flow does not have the field. */
    String text(long high, long low) {
        if (field == Several.ADDR || field.is(FlowField.SRC_ADDR) || field.is(FlowField.DST_ADDR)) {
            return new IpAddress(high, low).toString();
        }
        if (field.is(FlowField.PROTOCOL)) {
            return Protocols.name((int) low);
        }
        return high == TEXT ? text((int) low) : high == 0 ? "" : Long.toString(low);
    }

    private String text(int textNumber) {
        synchronized (numbers) {
            return texts.get(textNumber);
        }
    }
}
