package io.ringflow.model.filter;

import java.util.Locale;
import java.util.Set;

/** Cuts a filter's text into words, operators and values; spaces between them mean nothing. */
final class FilterScanner {

    private static final Set<String> CONNECTIVES = Set.of("and", "or", "not");

    private final String text;
    private int position;

    FilterScanner(String text) {
        this.text = text;
        skipSpace();
    }

    /** Where the next word, operator or value begins. */
    int position() {
        return position;
    }

    boolean atEnd() {
        return position == text.length();
    }

    /** Whether a character comes next. */
    boolean peek(char c) {
        return !atEnd() && text.charAt(position) == c;
    }

    /** Takes a character where it comes next. */
    boolean accept(char c) {
        boolean next = peek(c);
        if (next) {
            moveTo(position + 1);
        }
        return next;
    }

    /** Takes a word in any case where it comes next. */
    boolean acceptWord(String word) {
        boolean next = peekWord().equalsIgnoreCase(word);
        if (next) {
            moveTo(position + word.length());
        }
        return next;
    }

    /** The word that comes next, such as a field or AND; empty where something else does. */
    String peekWord() {
        int end = position;
        while (end < text.length() && isWordCharacter(text.charAt(end))) {
            end++;
        }
        return text.substring(position, end);
    }

    /** Takes the word that comes next. */
    String word() {
        String word = peekWord();
        moveTo(position + word.length());
        return word;
    }

    /** Takes the characters of an operator, such as {@code <=}; empty where there are none. */
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
     * Takes a value: a text in quotation marks, or all up to a space, comma or bracket.
     *
     * @throws FilterException where none comes next
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
                            "expected \" or \\ behind \\; a backslash itself is \\\\", at);
                }
            }
            value.append(c);
        }
        throw new FilterException("the quotation mark is not closed", position);
    }

    /** Whether a word joins conditions, so that it is a value between quotation marks only. */
    static boolean isConnective(String word) {
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
        return c == '=' || c == '<' || c == '>' || c == '!';
    }

    private static boolean endsValue(char c) {
        return Character.isWhitespace(c) || c == '(' || c == ')' || c == ',' || c == '"';
    }
}
