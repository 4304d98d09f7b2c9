package io.ringflow.server.stream.topic;

import java.util.OptionalInt;

/**
 * A client's mistake, or a topic without updates at present. It is answered with a message and does
 * not end the connection.
 */
public final class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong, for programs. */
    public enum Code {
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

        /** The code as clients see it. */
        public String text() {
            return text;
        }
    }

    private final Code code;
    private final int position;

    /** A mistake without a position. */
    public StreamException(Code code, String message) {
        this(code, message, -1);
    }

    /**
     * A mistake at a position of a filter.
     *
     * @param position the first character that is wrong, counted from 0; negative for none
     */
    public StreamException(Code code, String message, int position) {
        super(message, null, false, false);
        this.code = code;
        this.position = position;
    }

    /** What is wrong. */
    public Code code() {
        return code;
    }

    /** The first wrong character of a filter, counted from 0; empty for other mistakes. */
    public OptionalInt position() {
        return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
