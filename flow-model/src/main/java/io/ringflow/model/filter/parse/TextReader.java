package io.ringflow.model.filter.parse;

import io.ringflow.model.TcpFlags;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.TextExpression;
import io.ringflow.model.filter.condition.TextPattern;
import java.util.List;
import java.util.Locale;

/** Reads texts, known words and TCP flags, exact ones and patterns. */
final class TextReader {

    private TextReader() {}

    /** The text of a value after {@code =} or in a list of {@code IN}. */
    static TextPattern exact(FilterField field, Value value) {
        if (field.kind() == FieldKind.WORD) {
            return field.words().stream()
                    .filter(value.text()::equalsIgnoreCase)
                    .map(TextPattern::exactly)
                    .findFirst()
                    .orElseThrow(() -> value.wrong(field, words(field)));
        }
        checkFlags(field, value.text(), value);
        if (!value.quoted() && value.text().indexOf('*') >= 0) {
            throw new FilterException(
                    "= and IN take no wildcards: write "
                            + field.text()
                            + " LIKE "
                            + Value.shortened(value.text())
                            + ", or put \"\" around a text with *",
                    value.position());
        }
        return TextPattern.exactly(value.text());
    }

    /** The patterns of a value after {@code LIKE}; for known words, the words that match. */
    static List<TextPattern> patterns(FilterField field, Value value) {
        if (field.kind() == FieldKind.WORD) {
            TextPattern pattern = TextPattern.like(value.text().toLowerCase(Locale.ROOT));
            List<TextPattern> words =
                    field.words().stream()
                            .filter(word -> pattern.matches(word.toLowerCase(Locale.ROOT)))
                            .map(TextPattern::exactly)
                            .toList();
            if (words.isEmpty()) {
                throw value.wrong(field, words(field));
            }
            return words;
        }
        checkFlags(field, value.text().replace("*", ""), value);
        return List.of(TextPattern.like(value.text()));
    }

    /** The condition that a text matches the regular expression of a value. */
    static Condition matching(FilterField field, Value value) {
        boolean ignoreCase = field.ignoresCase() || field.kind() == FieldKind.WORD;
        try {
            return new Condition.TextMatches(field, TextExpression.of(value.text(), ignoreCase));
        } catch (IllegalArgumentException e) {
            throw new FilterException(e.getMessage(), value.position());
        }
    }

    private static String words(FilterField field) {
        return "one of " + String.join(", ", field.words());
    }

    private static void checkFlags(FilterField field, String letters, Value value) {
        if (field.kind() == FieldKind.FLAGS) {
            try {
                TcpFlags.of(letters);
            } catch (IllegalArgumentException e) {
                throw value.wrong(field, "the letters CEUAPRSF, such as SA, or LIKE *S*");
            }
        }
    }
}
