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
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
        "NXRRSET", "NOTAUTH", "NOTZONE", "DSOTYPENI"
    };

    /** The name of the response code in IANA's registry, or the number if it has none. */
    public String codeName() {
        return code < NAMES.length ? NAMES[code] : Integer.toString(code);
    }
}
