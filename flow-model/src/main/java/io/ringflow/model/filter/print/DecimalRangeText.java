package io.ringflow.model.filter.print;

import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.print.ConditionText.Test;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/** Writes ranges of fractional numbers, with {@code <} and {@code >} if that is shorter. */
final class DecimalRangeText {

    private DecimalRangeText() {}

    static Test of(DecimalRanges ranges) {
        double from = ranges.from(0);
        double to = ranges.to(0);
        if (ranges.size() == 1 && from != to) {
            if (to == Double.MAX_VALUE) {
                return from == 0
                        ? new Test(">=", List.of("0"))
                        : shorter(">=", text(from), ">", text(Math.nextDown(from)));
            }
            if (from == 0) {
                return shorter("<=", text(to), "<", text(Math.nextUp(to)));
            }
        }
        return new Test(
                "=",
                IntStream.range(0, ranges.size())
                        .mapToObj(i -> range(ranges.from(i), ranges.to(i)))
                        .toList());
    }

    private static Test shorter(String included, String value, String excluded, String next) {
        return next.length() < value.length()
                ? new Test(excluded, List.of(next))
                : new Test(included, List.of(value));
    }

    private static String range(double from, double to) {
        return from == to ? text(from) : text(from) + '-' + text(to);
    }

    private static String text(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
