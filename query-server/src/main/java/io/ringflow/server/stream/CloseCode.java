package io.ringflow.server.stream;

/** Why a WebSocket is closed (RFC 6455, section 7.4). */
final class CloseCode {

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;

    /** Never sent: it stands for a connection that ended without a close. */
    static final int ABNORMAL = 1006;

    static final int NOT_UTF_8 = 1007;
    static final int VIOLATED_POLICY = 1008;
    static final int TOO_LARGE = 1009;
    static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}

    /** Whether a client may send it. */
    static boolean isAllowed(int code) {
        return (code >= NORMAL && code <= 1014 && (code < 1004 || code > ABNORMAL))
                || (code >= 3000 && code <= 4999);
    }
}
