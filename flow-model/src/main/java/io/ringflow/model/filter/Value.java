package io.ringflow.model.filter;

/**
 * A value as it stands in the text of a filter.
 *
 * @param text what it says, without quotation marks
 * @param quoted whether it had quotation marks
 * @param position where it begins
 */
record Value(String text, boolean quoted, int position) {

    private static final int SHOWN = 40;

    /** That the value does not fit, after the words that tell what would. */
    FilterException wrong(FilterField field, String takes) {
        return new FilterException(field.text() + " takes " + takes + ", not " + shown(), position);
    }

    /** The value between quotation marks, the begin of it where it is long. */
    String shown() {
        return '"' + shortened(text) + '"';
    }

    /** The begin of a text that is too long for a message. */
    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
