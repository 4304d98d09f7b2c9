package io.ringflow.model.format;

import io.ringflow.model.text.PrintableText;

/** How text becomes a cell of comma-separated values (RFC 4180); numbers are never changed. */
public enum CsvText {
    /**
     * Safe for spreadsheets: text that looks like a formula gets an apostrophe in front and is not
     * computed. Control characters are escaped as in {@link PrintableText}, so a record is always
     * one line.
     */
    SAFE,
    /** The value unchanged. */
    RAW;

    /** Characters that start a formula, including the wide forms that some spreadsheets accept. */
    private static final String STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    /** Returns true if text that starts with this ASCII character is not a formula. */
    static boolean startsPlainly(char first) {
        return first > '@' || (first >= '.' && first < '=');
    }

    /** The cell. */
    public String cell(String text) {
        String value = this == RAW ? text : safe(text);
        boolean plain =
                value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String safe(String text) {
        boolean formula = !text.isEmpty() && STARTS.indexOf(text.charAt(0)) >= 0;
        String value = PrintableText.of(text);
        return formula ? "'" + value : value;
    }
}
