package io.ringflow.model.state;

import java.util.Objects;

/** A query that the state does not answer; the message says why and what to do. */
public final class StateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** No part of the job can be reached; try again later. */
        UNAVAILABLE,
        /** The answer would take longer than allowed. */
        TIMEOUT,
        /** The answer would cost more than allowed; ask for less. */
        REFUSED,
        /** The cursor is no longer known; start the listing again. */
        CURSOR_GONE,
        /** Too many queries at once; try again later. */
        BUSY
    }

    private final Reason reason;

    /** An exception that ends a query. */
    public StateException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** An exception that ends a query, with its cause. */
    public StateException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Why there is no answer. */
    public Reason reason() {
        return reason;
    }
}
