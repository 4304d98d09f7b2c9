package io.ringflow.model;

/**
 * How the first DNS question of a flow was answered.
 *
 * @param code the response code (RFC 1035, 4.1.1), -1 if no response was seen
 * @param latencyNanos from the query to its response, -1 if one of them was not seen
 */
public record DnsResponse(int code, long latencyNanos) {

    /** No response. */
    public static final DnsResponse NONE = new DnsResponse(-1, -1);

    private static final String[] NAMES = {
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
        "DSOTYPENI"
    };

    /**
     * The response code's name (RFC 6895, 2.3), or its number if it has none; empty without code.
     */
    public String codeName() {
        return code < 0 ? "" : code < NAMES.length ? NAMES[code] : Integer.toString(code);
    }
}
