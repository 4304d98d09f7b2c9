package io.ringflow.model.filter.parse;

import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;

/**
 * A value in the text of a filter.
 *
 * @param text the value without quotation marks
 * @param quoted true if it had quotation marks
 * @param position where it starts
 */
record Value(String text, boolean quoted, int position) {

    private static final int SHOWN = 40;

    /** The error that the field does not take this value; {@code takes} says what it takes. */
    FilterException wrong(FilterField field, String takes) {
        return new FilterException(field.text() + " takes " + takes + ", not " + shown(), position);
    }

    /** The value in quotation marks, shortened if it is long. */
    String shown() {
        return '"' + shortened(text) + '"';
    }

    /** A text, shortened if it is too long for a message. */
    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
