package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.FilterException;
import java.util.Locale;
import java.util.Set;

/** Splits a filter's text into words, operators and values; spaces between them are ignored. */
public final class FilterScanner {

    private static final Set<String> CONNECTIVES = Set.of("and", "or", "not");

    private final String text;
    private int position;

    FilterScanner(String text) {
        this.text = text;
        skipSpace();
    }

    /** Where the next word, operator or value starts. */
    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** Returns true if this character comes next. */
    boolean peek(char c) {
        return !atEnd() && text.charAt(position) == c;
    }

    /** Takes this character if it comes next. */
    boolean accept(char c) {
        boolean next = peek(c);
        if (next) {
            moveTo(position + 1);
        }
        return next;
    }

    /** Takes this word, in any case, if it comes next. */
    boolean acceptWord(String word) {
        boolean next = peekWord().equalsIgnoreCase(word);
        if (next) {
            moveTo(position + word.length());
        }
        return next;
    }

    /** The next word, such as a field or AND; empty if no word comes next. */
    String peekWord() {
        int end = position;
        while (end < text.length() && isWordCharacter(text.charAt(end))) {
            end++;
        }
        return text.substring(position, end);
    }

    /** Takes the next word. */
    String word() {
        String word = peekWord();
        moveTo(position + word.length());
        return word;
    }

    /** Takes the characters of an operator, such as {@code <=}; empty if none comes next. */
    String symbol() {
        int end = position;
        while (end < text.length() && isSymbolCharacter(text.charAt(end))) {
            end++;
        }
        String symbol = text.substring(position, end);
        moveTo(end);
        return symbol;
    }

    /**
     * Takes a value: a text in quotation marks, or everything up to a space, comma or bracket.
     *
     * @throws FilterException if no value comes next
     */
    Value value() {
        if (peek('"')) {
            return quoted();
        }
        int start = position;
        int end = start;
        while (end < text.length() && !endsValue(text.charAt(end))) {
            end++;
        }
        String value = text.substring(start, end);
        if (value.isEmpty() || isSymbolCharacter(value.charAt(0)) || isConnective(value)) {
            throw new FilterException(
                    peek('(')
                            ? "expected a value; a list follows IN, as in dstPort IN (80, 443)"
                            : "expected a value",
                    start);
        }
        moveTo(end);
        return new Value(value, false, start);
    }

    private Value quoted() {
        StringBuilder value = new StringBuilder();
        for (int at = position + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                Value quoted = new Value(value.toString(), true, position);
                moveTo(at + 1);
                return quoted;
            }
            if (c == '\\') {
                at++;
                c = at < text.length() ? text.charAt(at) : '\\';
                if (at < text.length() && c != '"' && c != '\\') {
                    throw new FilterException(
                            "expected \" or \\ after \\; a backslash itself is \\\\", at);
                }
            }
            value.append(c);
        }
        throw new FilterException("the quotation mark is not closed", position);
    }

    /**
     * Takes a regular expression: in quotation marks, or everything up to a space or a bracket that
     * it doesn't open. {@code \"} is a quotation mark; other backslashes belong to the expression.
     *
     * @throws FilterException if none comes next
     */
    Value expression() {
        int start = position;
        boolean quoted = peek('"');
        StringBuilder value = new StringBuilder();
        int open = 0;
        int at = quoted ? start + 1 : start;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (quoted ? c == '"' : open < 0 || Character.isWhitespace(c)) {
                break;
            }
            boolean escaped = c == '\\' && at + 1 < text.length();
            if (escaped && text.charAt(at + 1) != '"') {
                value.append(c);
            }
            value.append(escaped ? text.charAt(++at) : c);
        }
        if (quoted && at == text.length()) {
            throw new FilterException("the quotation mark is not closed", start);
        }
        if (value.isEmpty()) {
            throw new FilterException("expected a regular expression", start);
        }
        moveTo(quoted ? at + 1 : at);
        return new Value(value.toString(), quoted, start);
    }

    /** Returns true if a word joins conditions, so that as a value it needs quotation marks. */
    public static boolean isConnective(String word) {
        return CONNECTIVES.contains(word.toLowerCase(Locale.ROOT));
    }

    private void moveTo(int next) {
        position = next;
        skipSpace();
    }

    private void skipSpace() {
        while (!atEnd() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    private static boolean isSymbolCharacter(char c) {
        return c == '=' || c == '<' || c == '>' || c == '!' || c == '~';
    }

    private static boolean endsValue(char c) {
        return Character.isWhitespace(c) || c == '(' || c == ')' || c == ',' || c == '"';
    }
}
