package io.ringflow.model.filter.print;

import io.ringflow.model.Protocols;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.filter.condition.Condition.NumberIn;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.filter.print.ConditionText.Test;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Writes whole numbers, times, protocols and truth values as users write them. */
final class NumberText {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;

    private NumberText() {}

    static Test of(NumberIn in) {
        return switch (in.field().kind()) {
            case PROTOCOL -> new Test("=", names(in.ranges(), i -> Protocols.name((int) i)));
            case BOOLEAN -> new Test("=", names(in.ranges(), i -> Boolean.toString(i == 1)));
            default -> ordered(in);
        };
    }

    private static List<String> names(NumberRanges ranges, LongFunction<String> name) {
        return IntStream.range(0, ranges.size())
                .boxed()
                .flatMap(i -> LongStream.rangeClosed(ranges.from(i), ranges.to(i)).mapToObj(name))
                .toList();
    }

    private static Test ordered(NumberIn in) {
        NumberRanges ranges = in.ranges();
        boolean time = in.field().kind() == FieldKind.TIME;
        LongFunction<String> bound = time ? NumberText::time : Long::toString;
        long from = ranges.from(0);
        long to = ranges.to(0);
        if (ranges.size() == 1 && from != to && !(time && isDay(from, to))) {
            if (to == in.field().max()) {
                boolean rounder = from > in.field().min() && zeros(from - 1) > zeros(from);
                return rounder
                        ? new Test(">", List.of(bound.apply(from - 1)))
                        : new Test(">=", List.of(bound.apply(from)));
            }
            if (from == in.field().min()) {
                return zeros(to + 1) > zeros(to)
                        ? new Test("<", List.of(bound.apply(to + 1)))
                        : new Test("<=", List.of(bound.apply(to)));
            }
        }
        return new Test(
                "=",
                IntStream.range(0, ranges.size())
                        .mapToObj(i -> range(ranges.from(i), ranges.to(i), time))
                        .toList());
    }

    private static String range(long from, long to, boolean time) {
        if (time && isDay(from, to)) {
            return date(from);
        }
        LongFunction<String> value = time ? NumberText::moment : Long::toString;
        return from == to ? value.apply(from) : value.apply(from) + '-' + value.apply(to);
    }

    private static boolean isDay(long from, long to) {
        return from % NANOS_PER_DAY == 0 && to - from == NANOS_PER_DAY - 1;
    }

    /** The number of trailing zeros. */
    private static int zeros(long number) {
        int zeros = number == 0 ? Long.SIZE : 0;
        for (long rest = number; rest != 0 && rest % 10 == 0; rest /= 10) {
            zeros++;
        }
        return zeros;
    }

    /** A bound of an order; the start of a day is written as its date. */
    private static String time(long nanos) {
        return nanos % NANOS_PER_DAY == 0 ? date(nanos) : moment(nanos);
    }

    private static String date(long nanos) {
        return moment(nanos).substring(0, "2026-01-31".length());
    }

    private static String moment(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND).toString();
    }
}
