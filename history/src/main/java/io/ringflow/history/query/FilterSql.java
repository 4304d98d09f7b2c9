package io.ringflow.history.query;

import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.condition.Comparison;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.Condition.AddressIn;
import io.ringflow.model.filter.condition.Condition.All;
import io.ringflow.model.filter.condition.Condition.Any;
import io.ringflow.model.filter.condition.Condition.Compared;
import io.ringflow.model.filter.condition.Condition.DecimalIn;
import io.ringflow.model.filter.condition.Condition.Not;
import io.ringflow.model.filter.condition.Condition.NumberIn;
import io.ringflow.model.filter.condition.Condition.TextIn;
import io.ringflow.model.filter.condition.Condition.TextMatches;
import io.ringflow.model.filter.condition.FilterField;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition as SQL over the columns of history. It is true for exactly the flows that match; for
 * others it is false or null. A field that a flow does not have is null, so a test of it is null,
 * and the opposite of a test is {@code IS NOT TRUE}, which null fulfils as {@link Not} asks.
 */
final class FilterSql {

    private FilterSql() {}

    /** Translates a condition. */
    static String of(Condition condition) {
        return switch (condition) {
            case All all -> all.conditions().isEmpty() ? "TRUE" : joined(all.conditions(), " AND ");
            case Any any -> any.conditions().isEmpty() ? "FALSE" : joined(any.conditions(), " OR ");
            case Not not -> '(' + of(not.condition()) + " IS NOT TRUE)";
            case NumberIn in -> number(in);
            case DecimalIn in -> decimal(in);
            case AddressIn in -> anyOf(in.field(), column -> AddressSql.in(column, in.ranges()));
            case TextIn in -> text(in);
            case TextMatches matches -> expression(matches);
            case Compared compared -> compared(compared);
        };
    }

    private static String joined(List<Condition> conditions, String word) {
        return conditions.stream().map(FilterSql::of).collect(Collectors.joining(word, "(", ")"));
    }

    /** A test of any of a field's values, which are columns. */
    private static String anyOf(FilterField field, Function<String, String> test) {
        return field.fields().stream()
                .map(FieldSql::of)
                .map(test)
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private static String number(NumberIn in) {
        if (in.field().is(FlowField.PROTOCOL)) {
            return FieldSql.protocolIn(in.ranges());
        }
        if (in.field().is(FlowField.FIRST_SEEN) || in.field().is(FlowField.LAST_SEEN)) {
            return RangeSql.times(FieldSql.column(in.field().fields().getFirst()), in.ranges());
        }
        if (in.field().kind() == FieldKind.BOOLEAN) {
            String truth = FieldSql.of(in.field().fields().getFirst());
            boolean whenFalse = in.ranges().contains(0);
            boolean whenTrue = in.ranges().contains(1);
            return whenTrue ? (whenFalse ? "TRUE" : truth) : whenFalse ? "NOT " + truth : "FALSE";
        }
        return anyOf(
                in.field(), column -> RangeSql.numbers(column, in.ranges(), 0, in.field().max()));
    }

    private static String decimal(DecimalIn in) {
        return anyOf(in.field(), column -> RangeSql.decimals(column, in.ranges()));
    }

    private static String text(TextIn in) {
        return switch (in.field().kind()) {
            case WORD -> words(in.field(), in::fits);
            case FLAGS -> FieldSql.flags(in.field(), in::fits);
            default -> {
                Function<String, String> test =
                        value -> PatternSql.of(value, in.patterns(), in.field().ignoresCase());
                yield in.field().is(FlowField.ID) && in.patterns().stream().allMatch(p -> p.exact())
                        ? FieldSql.idIn(in.patterns())
                        : anyText(in.field(), test);
            }
        };
    }

    private static String expression(TextMatches matches) {
        Predicate<String> fits = matches.expression()::matches;
        return switch (matches.field().kind()) {
            case WORD -> words(matches.field(), fits);
            case FLAGS -> FieldSql.flags(matches.field(), fits);
            default ->
                    anyText(
                            matches.field(),
                            value ->
                                    PatternSql.expression(
                                            value,
                                            matches.expression().text(),
                                            matches.field().ignoresCase()));
        };
    }

    /** The words of a vocabulary are few, so the test is made here. */
    private static String words(FilterField field, Predicate<String> test) {
        List<String> words = field.words().stream().filter(test).map(SqlText::text).toList();
        return words.isEmpty()
                ? "FALSE"
                : FieldSql.of(field.fields().getFirst()) + " IN " + SqlText.list(words);
    }

    /** A test of a text, or of any host or interface of the observers. */
    private static String anyText(FilterField field, Function<String, String> test) {
        return field instanceof FilterField.Several
                ? "len(list_filter("
                        + FieldSql.ofObservers(field)
                        + ", lambda t: "
                        + test.apply("t")
                        + ")) > 0"
                : anyOf(field, test);
    }

    private static String compared(Compared pair) {
        boolean fractional =
                pair.left().kind() == FieldKind.DECIMAL || pair.right().kind() == FieldKind.DECIMAL;
        boolean ignoreCase = pair.left().ignoresCase() || pair.right().ignoresCase();
        Function<String, String> common =
                fractional
                        ? value -> "CAST(" + value + " AS DOUBLE)"
                        : ignoreCase ? value -> "lower(" + value + ')' : Function.identity();
        boolean ofLeft = FieldSql.isOfObservers(pair.left());
        boolean ofRight = FieldSql.isOfObservers(pair.right());
        if (ofLeft || ofRight) {
            return observed(pair, common, ofLeft, ofRight);
        }
        List<String> tests = new ArrayList<>();
        for (String left : values(pair.left())) {
            for (String right : values(pair.right())) {
                tests.add(common.apply(left) + operator(pair.operator()) + common.apply(right));
            }
        }
        return '(' + String.join(" OR ", tests) + ')';
    }

    private static String operator(Comparison operator) {
        return ' ' + operator.text() + ' ';
    }

    private static List<String> values(FilterField field) {
        return field.fields().stream().map(FieldSql::comparable).toList();
    }

    /** Compares, for equality, the observers' hosts or interfaces with each other or a text. */
    private static String observed(
            Compared pair, Function<String, String> common, boolean ofLeft, boolean ofRight) {
        if (ofLeft && ofRight) {
            return "list_has_any("
                    + FieldSql.ofObservers(pair.left())
                    + ", "
                    + FieldSql.ofObservers(pair.right())
                    + ')';
        }
        FilterField several = ofLeft ? pair.left() : pair.right();
        String single = values(ofLeft ? pair.right() : pair.left()).getFirst();
        return Stream.of(
                        "list_contains(list_transform(",
                        FieldSql.ofObservers(several),
                        ", lambda t: ",
                        common.apply("t"),
                        "), ",
                        common.apply(single),
                        ")")
                .collect(Collectors.joining());
    }
}
