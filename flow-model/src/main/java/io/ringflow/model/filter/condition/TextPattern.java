package io.ringflow.model.filter.condition;

import io.ringflow.model.TcpFlags;
import io.ringflow.model.field.FieldKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An exact text, or a pattern with wildcards.
 *
 * @param parts a single part is the exact text; of several, a matching text starts with the first,
 *     ends with the last, and contains the others in between, in order
 */
public record TextPattern(List<String> parts) {

    private static final Comparator<TextPattern> ORDER =
            Comparator.comparing(TextPattern::text).thenComparing(TextPattern::exact);

    /**
     * @throws IllegalArgumentException if there is no part, or one of several contains {@code *}
     */
    public TextPattern {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("A pattern has at least one part");
        }
        if (parts.size() > 1) {
            if (parts.stream().anyMatch(part -> part.indexOf('*') >= 0)) {
                throw new IllegalArgumentException("The parts of a pattern are what * separates");
            }
            parts = withoutEmptyMiddles(parts);
        }
    }

    /** The pattern of one exact text, in which {@code *} is an ordinary character. */
    public static TextPattern exactly(String text) {
        return new TextPattern(List.of(text));
    }

    /** The pattern in which {@code *} stands for any number of any characters. */
    public static TextPattern like(String text) {
        return new TextPattern(List.of(text.split("\\*", -1)));
    }

    /** Returns true if the pattern is one exact text. */
    public boolean exact() {
        return parts.size() == 1;
    }

    /** The pattern as a text with {@code *}. */
    public String text() {
        return String.join("*", parts);
    }

    /** Returns true if a text matches; case matters. */
    public boolean matches(String text) {
        String first = parts.getFirst();
        if (exact()) {
            return text.equals(first);
        }
        String last = parts.getLast();
        int end = text.length() - last.length();
        if (end < first.length() || !text.startsWith(first) || !text.endsWith(last)) {
            return false;
        }
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, at);
            if (found < 0 || found + part.length() > end) {
                return false;
            }
            at = found + part.length();
        }
        return true;
    }

    /** The patterns spelt like a field's values, sorted, without duplicates. */
    static List<TextPattern> normal(FilterField field, List<TextPattern> patterns) {
        boolean wildcards = patterns.stream().anyMatch(pattern -> !pattern.exact());
        if (wildcards && patterns.stream().anyMatch(TextPattern::isExactWithStar)) {
            throw new IllegalArgumentException(
                    "an exact text with * can't be combined with a pattern with wildcards");
        }
        return patterns.stream()
                .map(pattern -> pattern.spelt(field))
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    private boolean isExactWithStar() {
        return exact() && text().indexOf('*') >= 0;
    }

    private TextPattern spelt(FilterField field) {
        if (field.kind() == FieldKind.FLAGS) {
            return exact() ? exactly(TcpFlags.text(TcpFlags.of(text()))) : flagsInUpperCase();
        }
        if (field.kind() == FieldKind.WORD && !(exact() && field.words().contains(text()))) {
            throw new IllegalArgumentException(
                    "\"" + text() + "\" is not one of " + String.join(", ", field.words()));
        }
        return field.ignoresCase()
                ? new TextPattern(
                        parts.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList())
                : this;
    }

    private TextPattern flagsInUpperCase() {
        parts.forEach(TcpFlags::of);
        return new TextPattern(parts.stream().map(part -> part.toUpperCase(Locale.ROOT)).toList());
    }

    private static List<String> withoutEmptyMiddles(List<String> parts) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i == 0 || i == parts.size() - 1 || !parts.get(i).isEmpty()) {
                kept.add(parts.get(i));
            }
        }
        return List.copyOf(kept);
    }
}
