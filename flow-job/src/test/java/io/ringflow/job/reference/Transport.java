package io.ringflow.job.reference;

/**
 * The content after the IP header.
 *
 * @param srcPort source port; 0 if the protocol has none
 * @param dstPort destination port; 0 if the protocol has none
 * @param icmpType ICMP type; 0 for other protocols, {@link #UNKNOWN} if it was not captured
 * @param icmpCode ICMP code; 0 for other protocols
 * @param tcp TCP fields; {@link TcpFields#NONE} for other protocols
 * @param text the payload, one byte per character; empty if it was not captured
 */
record Transport(int srcPort, int dstPort, int icmpType, int icmpCode, TcpFields tcp, String text) {

    /** The type of an ICMP message whose start was not seen. */
    static final int UNKNOWN = -1;

    /** The content of later parts of a datagram. */
    static final Transport NOT_SEEN = new Transport(0, 0, UNKNOWN, 0, TcpFields.NONE, "");

    static Transport ports(int src, int dst) {
        return new Transport(src, dst, 0, 0, TcpFields.NONE, "");
    }

    static Transport icmp(int type, int code) {
        return new Transport(0, 0, type, code, TcpFields.NONE, "");
    }

    static Transport tcp(int src, int dst, TcpFields segment) {
        return new Transport(src, dst, 0, 0, segment, "");
    }

    /** Returns the fields that hold for all parts of a datagram. */
    Transport ofDatagram() {
        return new Transport(srcPort, dstPort, icmpType, icmpCode, TcpFields.NONE, "");
    }

    /** Returns this content with a payload. */
    Transport with(String payload) {
        return new Transport(srcPort, dstPort, icmpType, icmpCode, tcp, payload);
    }
}
