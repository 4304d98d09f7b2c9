package io.ringflow.job.query;

import io.ringflow.model.FlowField;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FilterField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One field of a top list's key, as two {@code long}s. A flow has one value of most fields, and
 * several of those that look at either end or at all observers. Usable by several threads at once.
 */
final class KeyPart {

    /** Words of a value. */
    static final int WORDS = 2;

    /** Most values that a flow has of one field: those of so many hosts. */
    static final int MOST_VALUES = 16;

    private static final long PRESENT = 1;
    private static final long TEXT = 2;

    private final FilterField field;
    private final RowNumber number;

    /** Numbers of the texts seen, for the query's time; guarded by its monitor. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** The texts by their numbers; guarded by {@link #numbers}. */
    private final List<String> texts = new ArrayList<>();

    KeyPart(FilterField field) {
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
     * @return how many
     */
    int values(FlowView row, long[] into) {
        if (number != null) {
            boolean present = number.present(row);
            return put(into, 0, present ? PRESENT : 0, present ? number.read(row) : 0);
        }
        return switch (field) {
            case SRC_ADDR -> put(into, 0, row.addressHigh(0), row.addressLow(0));
            case DST_ADDR -> put(into, 0, row.addressHigh(1), row.addressLow(1));
            case ADDR ->
                    either(
                            into,
                            put(into, 0, row.addressHigh(0), row.addressLow(0)),
                            row.addressHigh(1),
                            row.addressLow(1));
            case PORT -> either(into, put(into, 0, PRESENT, row.port(0)), PRESENT, row.port(1));
            case HOST -> texts(observed(row, Observer::host), into);
            case INTERFACE -> texts(observed(row, Observer::interfaceName), into);
            default -> text(row, into);
        };
    }

    /** Adds the other end's value where it is another. */
    private static int either(long[] into, int count, long high, long low) {
        return into[0] == high && into[1] == low ? count : put(into, count, high, low);
    }

    private static int put(long[] into, int count, long high, long low) {
        into[count * WORDS] = high;
        into[count * WORDS + 1] = low;
        return count + 1;
    }

    private static Set<String> observed(FlowView row, Function<Observer, String> name) {
        Set<String> names = new LinkedHashSet<>();
        row.flow().observers().forEach(count -> names.add(name.apply(count.observer())));
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

    private int text(FlowView row, long[] into) {
        List<FlowField> fields = field.fields();
        return fields.get(0)
                .text(row.flow())
                .map(value -> put(into, 0, TEXT, numberOf(value)))
                .orElseGet(() -> put(into, 0, 0, 0));
    }

    private int numberOf(String text) {
        synchronized (numbers) {
            Integer known = numbers.get(text);
            if (known != null) {
                return known;
            }
            if (texts.size() == GroupTable.MOST_KEYS) {
                throw GroupTable.tooManyKeys();
            }
            numbers.put(text, texts.size());
            texts.add(text);
            return texts.size() - 1;
        }
    }

    /** The value that two words stand for, as users see it; empty where the flow has none. */
    String shown(long high, long low) {
        return switch (field) {
            case SRC_ADDR, DST_ADDR, ADDR -> new IpAddress(high, low).toString();
            case PROTOCOL -> Protocols.name((int) low);
            default -> high == TEXT ? text((int) low) : high == 0 ? "" : Long.toString(low);
        };
    }

    private String text(int number) {
        synchronized (numbers) {
            return texts.get(number);
        }
    }
}
