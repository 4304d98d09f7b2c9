package io.ringflow.server.stream.frame;

/** The status codes of a WebSocket's close frame (RFC 6455, section 7.4). */
public final class CloseCode {

    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;

    /** Stands for a connection that ended without a close frame; never sent. */
    public static final int ABNORMAL = 1006;

    public static final int NOT_UTF_8 = 1007;
    public static final int VIOLATED_POLICY = 1008;
    public static final int TOO_LARGE = 1009;
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}

    /** Whether a client may send the code. */
    static boolean isAllowed(int code) {
        return (code >= NORMAL && code <= 1014 && (code < 1004 || code > ABNORMAL))
                || (code >= 3000 && code <= 4999);
    }
}
