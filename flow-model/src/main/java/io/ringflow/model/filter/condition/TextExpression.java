package io.ringflow.model.filter.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigInteger;
import java.util.regex.MatchResult;

/**
 * A regular expression in the syntax of RE2, which matches in time proportional to the length of
 * the text whatever the expression. It is found anywhere in a text unless it has anchors.
 * Immutable.
 */
public final class TextExpression {

    /** Maximum length of an expression, in characters. */
    public static final int MAX_LENGTH = 256;

    /** Maximum product of all repetition counts, which bounds the work of compiling. */
    private static final int MAX_REPEATS = 1000;

    /** Maximum size of the compiled program; each instruction costs time per character. */
    private static final int MAX_INSTRUCTIONS = 2000;

    private static final java.util.regex.Pattern REPEATS =
            java.util.regex.Pattern.compile("[0-9]+(?=\\})");

    private final Pattern pattern;

    private TextExpression(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException if it is wrong or too large
     */
    public static TextExpression of(String text, boolean ignoreCase) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a regular expression has at most " + MAX_LENGTH + " characters");
        }
        BigInteger repeats =
                REPEATS.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .map(BigInteger::new)
                        .map(BigInteger.ONE::max)
                        .reduce(BigInteger.ONE, BigInteger::multiply);
        if (repeats.compareTo(BigInteger.valueOf(MAX_REPEATS)) > 0) {
            throw tooLarge();
        }
        try {
            Pattern pattern = Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
            if (pattern.programSize() > MAX_INSTRUCTIONS) {
                throw tooLarge();
            }
            return new TextExpression(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "not a regular expression of RE2: " + e.getDescription(), e);
        }
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(
                "the regular expression repeats too much; its counts multiply to at most "
                        + MAX_REPEATS);
    }

    /** The expression as a text. */
    public String text() {
        return pattern.pattern();
    }

    /** Returns true if the expression is found in a text. */
    public boolean matches(String text) {
        return pattern.matcher(text).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextExpression expression && pattern.equals(expression.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
