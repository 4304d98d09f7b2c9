package io.ringflow.model.filter.print;

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
import io.ringflow.model.filter.condition.NormalForm;
import io.ringflow.model.filter.condition.TextPattern;
import io.ringflow.model.filter.parse.FilterScanner;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a condition in normal form as the text of a filter. */
public final class ConditionText {

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_.:/*@-]+");

    private ConditionText() {}

    /** Returns the text that parses to the same condition; empty if every flow matches. */
    public static String of(Condition condition) {
        if (condition.equals(NormalForm.ALWAYS)) {
            return "";
        }
        if (condition.equals(NormalForm.NEVER)) {
            return "packets < 0";
        }
        return switch (condition) {
            case All all -> joined(all.conditions(), " AND ");
            case Any any -> joined(any.conditions(), " OR ");
            case Not not -> negated(not.condition());
            default -> test(condition, false);
        };
    }

    private static String joined(List<Condition> conditions, String word) {
        return conditions.stream()
                .map(part -> part instanceof Any ? '(' + of(part) + ')' : of(part))
                .collect(Collectors.joining(word));
    }

    private static String negated(Condition condition) {
        return condition instanceof All || condition instanceof Any
                ? "NOT (" + of(condition) + ')'
                : test(condition, true);
    }

    private static String test(Condition condition, boolean negated) {
        return switch (condition) {
            case NumberIn in -> test(in.field(), NumberText.of(in), negated);
            case DecimalIn in -> test(in.field(), DecimalRangeText.of(in.ranges()), negated);
            case AddressIn in -> test(in.field(), AddressRangeText.of(in.ranges()), negated);
            case TextIn in -> test(in.field(), patterns(in), negated);
            case TextMatches matches ->
                    test(
                            matches.field(),
                            new Test("~", List.of(expression(matches.expression().text()))),
                            negated);
            case Compared pair ->
                    test(
                            pair.left(),
                            new Test(pair.operator().text(), List.of(pair.right().text())),
                            negated);
            case All all -> throw new IllegalArgumentException(all + " is not a test");
            case Any any -> throw new IllegalArgumentException(any + " is not a test");
            case Not not -> throw new IllegalArgumentException(not + " is not a test");
        };
    }

    /**
     * What follows a field in a test.
     *
     * @param operator the operator for a single value: =, LIKE or an order
     * @param values the value, or the values of a list
     */
    record Test(String operator, List<String> values) {}

    private static String test(FilterField field, Test test, boolean negated) {
        String operator = test.operator();
        String values = String.join(", ", test.values());
        boolean list = test.values().size() > 1;
        String word = operator.equals("=") && list ? "IN" : operator;
        String value = list ? '(' + values + ')' : values;
        String text = field.text() + ' ' + word + ' ' + value;
        if (!negated) {
            return text;
        }
        return switch (word) {
            case "=" -> field.text() + " != " + value;
            case "IN", "LIKE" -> field.text() + " NOT " + word + ' ' + value;
            default -> "NOT " + text;
        };
    }

    private static Test patterns(TextIn in) {
        boolean exact = in.patterns().stream().allMatch(TextPattern::exact);
        return new Test(
                exact ? "=" : "LIKE",
                in.patterns().stream()
                        .map(pattern -> quotedIfNeeded(pattern.text(), exact))
                        .toList());
    }

    /** Backslashes remain as they are, because they escape characters of the expression. */
    private static String expression(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                quoted.append('\\');
            }
            quoted.append(c);
            if (c == '\\') {
                quoted.append(text.charAt(++at));
            }
        }
        return quoted.append('"').toString();
    }

    private static String quotedIfNeeded(String text, boolean exact) {
        boolean bare =
                BARE.matcher(text).matches()
                        && !(exact && text.indexOf('*') >= 0)
                        && !FilterScanner.isConnective(text)
                        && FilterField.named(text).isEmpty();
        return bare ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
