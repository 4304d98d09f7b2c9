package io.ringflow.model.filter;

import io.ringflow.model.IpAddress;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.Comparison;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.DecimalRanges;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.filter.condition.TextPattern;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Random conditions of every shape, including those that no text produces directly. */
public final class RandomConditions {

    private static final List<FilterField> FIELDS = FilterField.all();
    private static final String CHARACTERS = "abzAZ019._-*:/\\\"'()=<>!, \t\n\u00fc\u20ac";

    private final Random random;

    public RandomConditions(Random random) {
        this.random = random;
    }

    /** A condition with brackets nested up to a depth. */
    public Condition next(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(5)) {
            case 1 -> new Condition.All(several(depth));
            case 2 -> new Condition.Any(several(depth));
            case 3 -> new Condition.Not(next(depth - 1));
            default -> test(pick(FIELDS));
        };
    }

    private List<Condition> several(int depth) {
        return times(() -> next(depth - 1));
    }

    private Condition test(FilterField field) {
        if (random.nextInt(8) == 0) {
            return compared(field);
        }
        return switch (field.kind()) {
            case NUMBER, TIME -> new Condition.NumberIn(field, numbers(field));
            case PROTOCOL, BOOLEAN -> new Condition.NumberIn(field, single(field.max()));
            case DECIMAL -> new Condition.DecimalIn(field, decimals());
            case ADDRESS -> new Condition.AddressIn(field, addresses());
            case WORD ->
                    new Condition.TextIn(
                            field, times(() -> TextPattern.exactly(pick(field.words()))));
            case TEXT -> new Condition.TextIn(field, texts(CHARACTERS));
            case FLAGS -> new Condition.TextIn(field, texts("CEUAPRSFsa"));
            case LIST -> throw new IllegalArgumentException(field.text());
        };
    }

    private Condition compared(FilterField field) {
        FieldKind kind = field.kind();
        boolean fits =
                kind != FieldKind.WORD && kind != FieldKind.PROTOCOL && kind != FieldKind.BOOLEAN;
        FilterField left = fits ? field : new FilterField.Single(FlowField.BYTES);
        List<FilterField> others = FIELDS.stream().filter(f -> f.kind() == left.kind()).toList();
        Comparison operator =
                left.kind().ordered() ? pick(Arrays.asList(Comparison.values())) : Comparison.EQUAL;
        return new Condition.Compared(left, operator, pick(others));
    }

    private NumberRanges numbers(FilterField field) {
        return NumberRanges.union(
                times(
                        () -> {
                            long a = number(field);
                            long b = random.nextBoolean() ? a : number(field);
                            return NumberRanges.between(Math.min(a, b), Math.max(a, b));
                        }));
    }

    private NumberRanges single(long max) {
        return NumberRanges.union(
                times(
                        () -> {
                            long value = random.nextInt((int) max + 1);
                            return NumberRanges.between(value, value);
                        }));
    }

    private long number(FilterField field) {
        long number = number(field.max());
        return field.kind() == FieldKind.TIME && random.nextBoolean() ? -number : number;
    }

    private long number(long max) {
        long day = 86_400_000_000_000L;
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> max;
            case 2 -> random.nextInt(60) * day;
            case 3 -> random.nextInt(60) * day + day - 1;
            case 4 -> random.nextLong() >>> (1 + random.nextInt(62));
            default -> 10L * random.nextInt(20);
        };
    }

    private DecimalRanges decimals() {
        return DecimalRanges.union(
                times(
                        () -> {
                            double a = decimal();
                            double b = random.nextBoolean() ? a : decimal();
                            return DecimalRanges.between(Math.min(a, b), Math.max(a, b));
                        }));
    }

    private double decimal() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> Double.MAX_VALUE;
            case 2 -> Double.MIN_VALUE;
            case 3 -> Math.nextUp((double) random.nextInt(100));
            case 4 -> Math.nextDown(1.0 + random.nextInt(100));
            case 5 -> random.nextInt(1000) / 10.0;
            case 6 -> random.nextDouble() * 1e6;
            default -> random.nextInt(100);
        };
    }

    private AddressRanges addresses() {
        return AddressRanges.union(
                times(
                        () -> {
                            IpAddress a = address();
                            IpAddress other = address();
                            IpAddress b = a.isV4() == other.isV4() ? other : a;
                            return random.nextBoolean()
                                    ? AddressRanges.prefix(a, random.nextInt(a.isV4() ? 33 : 129))
                                    : AddressRanges.between(
                                            a.compareTo(b) < 0 ? a : b, a.compareTo(b) < 0 ? b : a);
                        }));
    }

    private IpAddress address() {
        return switch (random.nextInt(5)) {
            case 0 -> IpAddress.v4(random.nextInt());
            case 4 -> IpAddress.v6(0, 0xffff_0000_0000L + ((long) random.nextInt(2) << 31));
            case 1 -> IpAddress.v4(random.nextInt(4));
            case 2 -> new IpAddress(random.nextLong(), random.nextLong());
            default -> new IpAddress(-random.nextInt(2), -random.nextInt(3));
        };
    }

    /** Exact texts or patterns, not both: an exact text with a star excludes patterns. */
    private List<TextPattern> texts(String characters) {
        boolean exact = random.nextBoolean();
        return times(
                () -> {
                    String text = text(characters);
                    return exact
                            ? TextPattern.exactly(text)
                            : TextPattern.like(random.nextBoolean() ? text : text + "*" + text);
                });
    }

    private String text(String characters) {
        if (characters.equals(CHARACTERS) && random.nextInt(4) == 0) {
            return pick(Stream.of("id", "and", "OR", "Not", "in", "like", "true").toList());
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }

    private <T> List<T> times(Supplier<T> value) {
        return Stream.generate(value).limit(random.nextInt(4)).toList();
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
