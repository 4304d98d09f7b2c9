package io.ringflow.job.reference;

/**
 * What stands behind the IP header.
 *
 * @param srcPort 0 where the protocol has none
 * @param dstPort 0 where the protocol has none
 * @param icmpType 0 for other protocols
 * @param icmpCode 0 for other protocols
 * @param tcp {@link Segment#NONE} for other protocols
 */
record Transport(int srcPort, int dstPort, int icmpType, int icmpCode, Segment tcp) {

    /** Where nothing is known or there is nothing. */
    static final Transport NONE = new Transport(0, 0, 0, 0, Segment.NONE);

    static Transport ports(int src, int dst) {
        return new Transport(src, dst, 0, 0, Segment.NONE);
    }

    static Transport icmp(int type, int code) {
        return new Transport(0, 0, type, code, Segment.NONE);
    }

    static Transport tcp(int src, int dst, Segment segment) {
        return new Transport(src, dst, 0, 0, segment);
    }
}
