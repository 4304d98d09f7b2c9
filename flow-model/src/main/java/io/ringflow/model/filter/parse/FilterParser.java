package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.Comparison;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NormalForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Parses a filter. NOT binds tighter than AND, AND tighter than OR. An instance parses one text.
 */
public final class FilterParser {

    /** Maximum length of a text, in characters. */
    public static final int MAX_LENGTH = 8 * 1024;

    /** Maximum depth of nested brackets. */
    public static final int MAX_DEPTH = 64;

    /** Maximum number of values in all lists together. */
    public static final int MAX_VALUES = 1024;

    private final FilterScanner scanner;
    private final LongSupplier nowNanos;
    private int depth;
    private int listValues;

    /**
     * Starts at the beginning of a text.
     *
     * @param nowNanos the moment from which durations count back, nanoseconds since the epoch; read
     *     only if there is one
     * @throws FilterException if the text is too long
     */
    public FilterParser(String text, LongSupplier nowNanos) {
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    "a filter has at most " + MAX_LENGTH + " characters", MAX_LENGTH);
        }
        this.scanner = new FilterScanner(text);
        this.nowNanos = nowNanos;
    }

    /**
     * Parses the whole text.
     *
     * @throws FilterException if the text is wrong
     */
    public Condition condition() {
        if (scanner.atEnd()) {
            return NormalForm.ALWAYS;
        }
        Condition condition = any();
        if (!scanner.atEnd()) {
            throw expected("AND, OR or the end of the filter");
        }
        return condition;
    }

    private Condition any() {
        List<Condition> conditions = joined("or", this::all);
        return conditions.size() == 1 ? conditions.getFirst() : new Condition.Any(conditions);
    }

    private Condition all() {
        List<Condition> conditions = joined("and", this::not);
        return conditions.size() == 1 ? conditions.getFirst() : new Condition.All(conditions);
    }

    private List<Condition> joined(String word, Supplier<Condition> next) {
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(next.get());
        } while (scanner.acceptWord(word));
        return conditions;
    }

    /** Uses a loop, so that many NOTs in a row need no deep stack. */
    private Condition not() {
        boolean negated = false;
        while (scanner.acceptWord("not")) {
            negated = !negated;
        }
        Condition condition = bracketsOrTest();
        return negated ? new Condition.Not(condition) : condition;
    }

    private Condition bracketsOrTest() {
        int open = scanner.position();
        if (!scanner.accept('(')) {
            return test();
        }
        if (++depth > MAX_DEPTH) {
            throw new FilterException("brackets are nested at most " + MAX_DEPTH + " deep", open);
        }
        Condition condition = any();
        if (!scanner.accept(')')) {
            throw expected("AND, OR or ) for the ( at " + open);
        }
        depth--;
        return condition;
    }

    private Condition test() {
        FilterField field = field();
        int at = scanner.position();
        boolean negated = scanner.acceptWord("not");
        if (scanner.acceptWord("in")) {
            return negatedIf(negated, ValueReader.in(field, listOrValue()));
        }
        if (scanner.acceptWord("like")) {
            if (!field.kind().textual()) {
                throw refused(field, "LIKE", at);
            }
            return negatedIf(negated, ValueReader.like(field, listOrValue()));
        }
        if (negated) {
            throw expected("IN or LIKE after NOT");
        }
        return compared(field, scanner.symbol(), at);
    }

    private FilterField field() {
        int at = scanner.position();
        String name = scanner.word();
        if (name.isEmpty() || FilterScanner.isConnective(name)) {
            throw new FilterException("expected a field such as srcAddr, NOT or (", at);
        }
        return FilterField.named(name)
                .orElseThrow(() -> new FilterException(UnknownField.message(name), at));
    }

    private Condition compared(FilterField field, String symbol, int at) {
        return switch (symbol) {
            case "=" -> equal(field);
            case "!=" -> new Condition.Not(equal(field));
            case "~" -> matching(field, at);
            case "!~" -> new Condition.Not(matching(field, at));
            case "<" -> ordered(field, Comparison.LESS, at);
            case "<=" -> ordered(field, Comparison.LESS_OR_EQUAL, at);
            case ">" -> ordered(field, Comparison.GREATER, at);
            case ">=" -> ordered(field, Comparison.GREATER_OR_EQUAL, at);
            default ->
                    throw new FilterException(
                            "expected an operator after "
                                    + field.text()
                                    + ": "
                                    + operators(field)
                                    + (symbol.isEmpty() ? "" : "; there is no " + symbol),
                            at);
        };
    }

    private Condition equal(FilterField field) {
        Value value = scanner.value();
        return isField(value)
                ? pair(field, Comparison.EQUAL, value)
                : ValueReader.in(field, List.of(value));
    }

    private Condition matching(FilterField field, int at) {
        if (!field.kind().textual()) {
            throw refused(field, "~", at);
        }
        return TextReader.matching(field, scanner.expression());
    }

    private Condition ordered(FilterField field, Comparison comparison, int at) {
        if (!field.kind().ordered()) {
            throw refused(field, comparison.text(), at);
        }
        Value value = scanner.value();
        return isField(value)
                ? pair(field, comparison, value)
                : ValueReader.ordered(field, comparison, value, nowNanos);
    }

    private static boolean isField(Value value) {
        return !value.quoted() && FilterField.named(value.text()).isPresent();
    }

    private static Condition pair(FilterField left, Comparison operator, Value right) {
        try {
            return new Condition.Compared(
                    left, operator, FilterField.named(right.text()).orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new FilterException(e.getMessage(), right.position());
        }
    }

    private List<Value> listOrValue() {
        return scanner.peek('(') ? list() : List.of(scanner.value());
    }

    private List<Value> list() {
        scanner.accept('(');
        List<Value> values = new ArrayList<>();
        do {
            Value value = scanner.value();
            if (++listValues > MAX_VALUES) {
                throw new FilterException(
                        "lists have at most " + MAX_VALUES + " values altogether",
                        value.position());
            }
            values.add(value);
        } while (scanner.accept(','));
        if (!scanner.accept(')')) {
            throw expected(", or ) in the list");
        }
        return values;
    }

    private static Condition negatedIf(boolean negated, Condition condition) {
        return negated ? new Condition.Not(condition) : condition;
    }

    private static FilterException refused(FilterField field, String operator, int at) {
        return new FilterException(
                field.text() + " takes " + operators(field) + ", not " + operator, at);
    }

    private static String operators(FilterField field) {
        return "= !="
                + (field.kind().ordered() ? " < <= > >=" : "")
                + (field.kind().textual() ? " ~ LIKE, NOT LIKE," : "")
                + " IN or NOT IN";
    }

    private FilterException expected(String what) {
        return new FilterException("expected " + what, scanner.position());
    }
}
