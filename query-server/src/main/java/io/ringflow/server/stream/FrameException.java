package io.ringflow.server.stream;

/** A client's frame breaks a rule of RFC 6455: the connection is to be closed. */
final class FrameException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;

    /**
     * A broken rule.
     *
     * @param code the code to close with
     */
    FrameException(int code, String rule) {
        super(rule, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
