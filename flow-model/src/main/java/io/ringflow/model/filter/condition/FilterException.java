package io.ringflow.model.filter.condition;

/** A mistake in the text of a filter; the message says what is wrong and what was expected. */
public final class FilterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int position;

    /** Creates the exception of a mistake at a zero-based position. */
    public FilterException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Zero-based index of the first character that is wrong. */
    public int position() {
        return position;
    }
}
