package io.ringflow.model.field;

/** What a field's values are; the operators of filters, sorting and schemas follow from it. */
public enum FieldKind {
    /** Whole numbers from 0. */
    NUMBER,
    /** Fractional numbers. */
    DECIMAL,
    /** Nanoseconds since the epoch, shown as RFC 3339 text. */
    TIME,
    /** IPv4 and IPv6 addresses. */
    ADDRESS,
    /** IP protocols, by name or number. */
    PROTOCOL,
    /** One of a few known words. */
    WORD,
    /** Any text. */
    TEXT,
    /** A set of TCP flags as letters. */
    FLAGS,
    /** True, or absent. */
    BOOLEAN,
    /** Several values, which filters and orders cannot compare. */
    LIST;

    /** Returns true if values are ordered, so that filters accept {@code <} and the like. */
    public boolean ordered() {
        return this == NUMBER || this == DECIMAL || this == TIME;
    }

    /** Returns true if values are text, so that filters accept {@code LIKE}. */
    public boolean textual() {
        return this == WORD || this == TEXT || this == FLAGS;
    }
}
