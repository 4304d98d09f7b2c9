package io.ringflow.job.reference;

/**
 * What stands behind the IP header.
 *
 * @param srcPort 0 where the protocol has none
 * @param dstPort 0 where the protocol has none
 * @param icmpType 0 for other protocols, {@link #UNKNOWN} where nobody can tell
 * @param icmpCode 0 for other protocols
 * @param tcp {@link Segment#NONE} for other protocols
 */
record Transport(int srcPort, int dstPort, int icmpType, int icmpCode, Segment tcp) {

    /** The type of an ICMP message whose begin was not seen. */
    static final int UNKNOWN = -1;

    /** Where the begin was not seen. */
    static final Transport NOT_SEEN = new Transport(0, 0, UNKNOWN, 0, Segment.NONE);

    static Transport ports(int src, int dst) {
        return new Transport(src, dst, 0, 0, Segment.NONE);
    }

    static Transport icmp(int type, int code) {
        return new Transport(0, 0, type, code, Segment.NONE);
    }

    static Transport tcp(int src, int dst, Segment segment) {
        return new Transport(src, dst, 0, 0, segment);
    }

    /** What of it holds for all parts of a datagram. */
    Transport ofDatagram() {
        return new Transport(srcPort, dstPort, icmpType, icmpCode, Segment.NONE);
    }
}
