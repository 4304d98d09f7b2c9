package io.ringflow.history.query;

import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.condition.NumberRanges;
import java.util.ArrayList;
import java.util.List;

/** Ranges of numbers and times as SQL; null if the value is. */
final class RangeSql {

    private static final long NANOS = 1000;

    private RangeSql() {}

    /**
     * Whether a whole number is in one of several ranges.
     *
     * @param min the smallest number that there can be
     * @param max the largest
     */
    static String numbers(String value, NumberRanges ranges, long min, long max) {
        List<String> single = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            long from = ranges.from(i);
            long to = ranges.to(i);
            if (from == to) {
                single.add(Long.toString(from));
            } else if (from <= min) {
                tests.add(to >= max ? value + " IS NOT NULL" : value + " <= " + to);
            } else {
                tests.add(
                        to >= max
                                ? value + " >= " + from
                                : value + " BETWEEN " + from + " AND " + to);
            }
        }
        if (!single.isEmpty()) {
            tests.add(value + " IN " + SqlText.list(single));
        }
        return any(tests);
    }

    /** Whether a fractional number is in one of several ranges. */
    static String decimals(String value, DecimalRanges ranges) {
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            tests.add(
                    value
                            + " BETWEEN "
                            + SqlText.decimal(ranges.from(i))
                            + " AND "
                            + SqlText.decimal(ranges.to(i)));
        }
        return any(tests);
    }

    /**
     * Whether a time is in one of several ranges of nanoseconds since the epoch. The microseconds
     * are compared first, because they are what files are pruned by.
     *
     * @param column the time in microseconds; the rest is in the column of that name and {@code Ns}
     */
    static String times(String column, NumberRanges ranges) {
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            List<String> bounds = new ArrayList<>();
            if (ranges.from(i) != Long.MIN_VALUE) {
                bounds.add(from(column, ranges.from(i)));
            }
            if (ranges.to(i) != Long.MAX_VALUE) {
                bounds.add(to(column, ranges.to(i)));
            }
            tests.add(bounds.isEmpty() ? "TRUE" : '(' + String.join(" AND ", bounds) + ')');
        }
        return any(tests);
    }

    private static String from(String column, long nanos) {
        String micros = SqlText.time(Math.floorDiv(nanos, NANOS));
        long rest = Math.floorMod(nanos, NANOS);
        String coarse = column + " >= " + micros;
        return rest == 0 ? coarse : coarse + exactly(column, " > ", micros, " >= ", rest);
    }

    private static String to(String column, long nanos) {
        String micros = SqlText.time(Math.floorDiv(nanos, NANOS));
        long rest = Math.floorMod(nanos, NANOS);
        String coarse = column + " <= " + micros;
        return rest == NANOS - 1 ? coarse : coarse + exactly(column, " < ", micros, " <= ", rest);
    }

    private static String exactly(
            String column, String beyond, String micros, String within, long rest) {
        return " AND (" + column + beyond + micros + " OR " + column + "Ns" + within + rest + ')';
    }

    private static String any(List<String> tests) {
        return tests.isEmpty() ? "FALSE" : '(' + String.join(" OR ", tests) + ')';
    }
}
