package io.ringflow.model.filter;

import io.ringflow.model.*;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code field = value AND …}; one use only. */
final class FilterParser {

    private final String text;
    private int position;

    FilterParser(String text) {
        this.text = text;
    }

    List<FlowFilter.Equality> terms() {
        List<FlowFilter.Equality> terms = new ArrayList<>();
        skipSpace();
        if (atEnd()) {
            return terms;
        }
        terms.add(term());
        while (!atEnd()) {
            int at = position;
            if (!word().equalsIgnoreCase("and")) {
                throw new FilterException("expected AND or the end of the filter", at);
            }
            terms.add(term());
        }
        return terms;
    }

    private FlowFilter.Equality term() {
        skipSpace();
        int at = position;
        String name = word();
        FlowField field = FlowField.named(name).orElseThrow(() -> unknownField(name, at));
        if (atEnd() || text.charAt(position) != '=') {
            throw new FilterException("expected = after " + name, position);
        }
        position++;
        skipSpace();
        int valueAt = position;
        String value = value();
        try {
            return new FlowFilter.Equality(field, normal(field, value));
        } catch (IllegalArgumentException e) {
            throw new FilterException(e.getMessage(), valueAt);
        }
    }

    private static FilterException unknownField(String name, int at) {
        return new FilterException(
                name.isEmpty()
                        ? "expected a field such as srcAddr"
                        : "unknown field "
                                + name
                                + "; the nearest is "
                                + FlowFilter.nearestField(name),
                at);
    }

    /** The value in the spelling that the field has in output. */
    private static String normal(FlowField field, String value) {
        return switch (field) {
            case SRC_ADDR, DST_ADDR, TUNNEL_SRC_ADDR, TUNNEL_DST_ADDR ->
                    IpAddress.parse(value).toString();
            case PROTOCOL -> Protocols.name(Protocols.number(value));
            default -> value;
        };
    }

    private String word() {
        int start = position;
        while (!atEnd()
                && (Character.isLetterOrDigit(text.charAt(position))
                        || text.charAt(position) == '.')) {
            position++;
        }
        String word = text.substring(start, position);
        skipSpace();
        return word;
    }

    private String value() {
        if (atEnd()) {
            throw new FilterException("expected a value", position);
        }
        if (text.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (!atEnd() && !Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        String value = text.substring(start, position);
        skipSpace();
        return value;
    }

    private String quoted() {
        int end = text.indexOf('"', position + 1);
        if (end < 0) {
            throw new FilterException("the quotation mark is not closed", position);
        }
        String value = text.substring(position + 1, end);
        position = end + 1;
        skipSpace();
        return value;
    }

    private void skipSpace() {
        while (!atEnd() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private boolean atEnd() {
        return position >= text.length();
    }

    static String quoteWhereNeeded(String value) {
        return value.isEmpty() || value.chars().anyMatch(Character::isWhitespace)
                ? '"' + value + '"'
                : value;
    }
}
