package io.ringflow.history.query;

import io.ringflow.model.filter.condition.TextPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tests of a text as SQL; null if the text is. */
final class PatternSql {

    private PatternSql() {}

    /**
     * Whether a text matches one of several patterns.
     *
     * @param patterns in lower case if case is ignored
     */
    static String of(String text, List<TextPattern> patterns, boolean ignoreCase) {
        String spelt = ignoreCase ? "lower(" + text + ')' : text;
        List<TextPattern> possible =
                patterns.stream()
                        .filter(pattern -> SqlText.isText(String.join("", pattern.parts())))
                        .toList();
        List<String> tests = new ArrayList<>();
        List<String> exact =
                possible.stream()
                        .filter(TextPattern::exact)
                        .map(pattern -> SqlText.text(pattern.text()))
                        .toList();
        if (!exact.isEmpty()) {
            tests.add(spelt + " IN " + SqlText.list(exact));
        }
        possible.stream()
                .filter(pattern -> !pattern.exact())
                .map(pattern -> spelt + " LIKE " + like(pattern) + " ESCAPE '^'")
                .forEach(tests::add);
        return tests.isEmpty() ? "FALSE" : '(' + String.join(" OR ", tests) + ')';
    }

    private static String like(TextPattern pattern) {
        return SqlText.text(
                pattern.parts().stream()
                        .map(part -> part.replaceAll("[\\^%_]", "^$0"))
                        .collect(Collectors.joining("%")));
    }

    /** Whether a regular expression of RE2 is found in a text. */
    static String expression(String text, String expression, boolean ignoreCase) {
        return SqlText.isText(expression)
                ? "regexp_matches("
                        + text
                        + ", "
                        + SqlText.text(expression)
                        + (ignoreCase ? ", 'i')" : ", 'c')")
                : "FALSE";
    }
}
