package io.ringflow.server.stream.frame;

/** A client's frame breaks a rule of RFC 6455, so the connection must be closed. */
public final class FrameException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;

    /**
     * A broken rule.
     *
     * @param code the close code to send
     */
    FrameException(int code, String rule) {
        super(rule, null, false, false);
        this.code = code;
    }

    /** The close code to send. */
    public int code() {
        return code;
    }
}
