package io.ringflow.job.query;

import io.ringflow.job.rows.FlowView;
import io.ringflow.job.rows.RowNumber;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.FilterField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One field of a top list's group key, with values of two {@code long}s. A flow has one value of
 * most fields, and several of those that stand for either endpoint or for all observers. For one
 * query; thread-safe.
 */
final class GroupField {

    /** Words of a value. */
    static final int WORDS = 2;

    /** Maximum number of values that a flow has of a field; further observers are left out. */
    static final int MAX_VALUES = 16;

    /** High word of a number. */
    private static final long PRESENT = 1;

    /** High word of a text; the low word is its number. */
    private static final long TEXT = 2;

    private final FilterField field;

    /** Reads the field from rows; null if it is not a number there. */
    private final RowNumber number;

    /** Numbers of the texts seen. Guarded by its monitor. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The texts by their numbers. Guarded by {@link #numbers}. */
    private final List<String> texts = new ArrayList<>();

    GroupField(FilterField field) {
        this.field = field;
        this.number = numberOf(field);
    }

    private static RowNumber numberOf(FilterField field) {
        return switch (field.kind()) {
            case PROTOCOL -> FlowView::protocol;
            case NUMBER -> field == FilterField.PORT ? null : RowNumber.of(field.fields().get(0));
            default -> null;
        };
    }

    /**
     * Writes a flow's values.
     *
     * @return their number
     */
    int values(FlowView flow, long[] into) {
        if (number != null) {
            boolean present = number.present(flow);
            return put(into, 0, present ? PRESENT : 0, present ? number.read(flow) : 0);
        }
        return switch (field) {
            case SRC_ADDR -> put(into, 0, flow.addressHigh(0), flow.addressLow(0));
            case DST_ADDR -> put(into, 0, flow.addressHigh(1), flow.addressLow(1));
            case ADDR ->
                    putIfOther(
                            into,
                            put(into, 0, flow.addressHigh(0), flow.addressLow(0)),
                            flow.addressHigh(1),
                            flow.addressLow(1));
            case PORT ->
                    putIfOther(into, put(into, 0, PRESENT, flow.port(0)), PRESENT, flow.port(1));
            case HOST -> texts(observed(flow, Observer::host), into);
            case INTERFACE -> texts(observed(flow, Observer::interfaceName), into);
            default -> text(flow, into);
        };
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

    private static Set<String> observed(FlowView flow, Function<Observer, String> name) {
        Set<String> names = new LinkedHashSet<>();
        flow.flow().observers().forEach(count -> names.add(name.apply(count.observer())));
        return names;
    }

    private int texts(Set<String> values, long[] into) {
        int count = 0;
        for (String value : values) {
            if (count * WORDS < into.length) {
                count = put(into, count, TEXT, numberOf(value));
            }
        }
        return count;
    }

    private int text(FlowView flow, long[] into) {
        List<FlowField> fields = field.fields();
        return fields.get(0)
                .text(flow.flow())
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
        return switch (field) {
            case SRC_ADDR, DST_ADDR, ADDR -> new IpAddress(high, low).toString();
            case PROTOCOL -> Protocols.name((int) low);
            default -> high == TEXT ? text((int) low) : high == 0 ? "" : Long.toString(low);
        };
    }

    private String text(int textNumber) {
        synchronized (numbers) {
            return texts.get(textNumber);
        }
    }
}
