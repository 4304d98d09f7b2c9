package io.ringflow.model.filter;

import io.ringflow.model.FieldKind;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A text that is looked for, or the parts of one with anything between them.
 *
 * @param parts a single one is the exact text; with more, the text begins with the first, ends with
 *     the last, and has the others between them in their order
 */
public record TextPattern(List<String> parts) {

    private static final Comparator<TextPattern> ORDER =
            Comparator.comparing(TextPattern::text).thenComparing(TextPattern::exact);

    /**
     * @throws IllegalArgumentException when there is no part, or a {@code *} within one of several
     */
    public TextPattern {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a pattern has at least one part");
        }
        if (parts.size() > 1) {
            if (parts.stream().anyMatch(part -> part.indexOf('*') >= 0)) {
                throw new IllegalArgumentException("the parts of a pattern are what * separates");
            }
            parts = withoutEmptyMiddles(parts);
        }
    }

    /** The pattern of exactly one text, in which {@code *} is a character like others. */
    public static TextPattern exactly(String text) {
        return new TextPattern(List.of(text));
    }

    /** The pattern of a text in which {@code *} stands for any number of any characters. */
    public static TextPattern like(String text) {
        return new TextPattern(List.of(text.split("\\*", -1)));
    }

    /** True where the pattern is one exact text. */
    public boolean exact() {
        return parts.size() == 1;
    }

    /** The pattern as a text with {@code *}. */
    public String text() {
        return String.join("*", parts);
    }

    /** Whether a text fits; case matters. */
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

    /** The patterns in the spelling of a field's values, sorted, each once. */
    static List<TextPattern> normal(FilterField field, List<TextPattern> patterns) {
        boolean wildcards = patterns.stream().anyMatch(each -> !each.exact());
        if (wildcards && patterns.stream().anyMatch(each -> each.exact() && each.hasStar())) {
            throw new IllegalArgumentException(
                    "an exact text with * can't stand beside a pattern with wildcards");
        }
        return patterns.stream().map(each -> each.spelt(field)).distinct().sorted(ORDER).toList();
    }

    private boolean hasStar() {
        return text().indexOf('*') >= 0;
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
