package io.ringflow.history.sql;

/** A query can't be answered; the message says why and, if it is a mistake in it, where. */
public final class SqlMistake extends Exception {

    private static final long serialVersionUID = 1L;

    SqlMistake(String message) {
        super(message);
    }

    SqlMistake(String message, Throwable cause) {
        super(message, cause);
    }
}
