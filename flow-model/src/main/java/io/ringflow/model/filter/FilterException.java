package io.ringflow.model.filter;

/** A filter text that is wrong: what, where, and what was expected. */
public final class FilterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int position;

    FilterException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Zero-based index of the first character that does not fit. */
    public int position() {
        return position;
    }
}
