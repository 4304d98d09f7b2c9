package io.ringflow.server.stream;

import java.util.OptionalInt;

/** A client's mistake, which is answered with a message and leaves the connection as it is. */
final class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong, as programs read it. */
    enum Code {
        BAD_JSON("bad-json"),
        BAD_MESSAGE("bad-message"),
        UNKNOWN_TYPE("unknown-type"),
        UNKNOWN_TOPIC("unknown-topic"),
        BAD_FILTER("bad-filter"),
        BAD_FIELD("bad-field"),
        BAD_INTERVAL("bad-interval"),
        DUPLICATE_ID("duplicate-id"),
        UNKNOWN_ID("unknown-id"),
        TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions"),
        TOO_LARGE("too-large"),
        UNAVAILABLE("unavailable");

        private final String text;

        Code(String text) {
            this.text = text;
        }

        /** The word clients see. */
        String text() {
            return text;
        }
    }

    private final Code code;
    private final int position;

    StreamException(Code code, String message) {
        this(code, message, -1);
    }

    /**
     * A mistake at a place of a filter.
     *
     * @param position the first character that doesn't fit, counted from 0; negative for none
     */
    StreamException(Code code, String message, int position) {
        super(message, null, false, false);
        this.code = code;
        this.position = position;
    }

    Code code() {
        return code;
    }

    OptionalInt position() {
        return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
