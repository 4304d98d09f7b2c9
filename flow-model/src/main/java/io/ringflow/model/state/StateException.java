package io.ringflow.model.state;

import java.util.Objects;

/** A question that the state does not answer; the message says why and what to do. */
public final class StateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** No part of the job can be reached; ask again later. */
        UNAVAILABLE,
        /** The answer would have taken longer than allowed. */
        TIMEOUT,
        /** The answer would cost more than allowed; ask for less. */
        REFUSED,
        /** The cursor is no longer known; begin the listing again. */
        CURSOR_GONE,
        /** Too many questions at once; ask again later. */
        BUSY
    }

    private final Reason reason;

    /** An exception for one question. */
    public StateException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** An exception for one question, with what led to it. */
    public StateException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** Why there is no answer. */
    public Reason reason() {
        return reason;
    }
}
