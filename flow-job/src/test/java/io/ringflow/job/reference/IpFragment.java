package io.ringflow.job.reference;

/**
 * Which part of a datagram a packet is.
 *
 * @param id identification that all parts of a datagram share
 * @param offset offset of the part in bytes
 * @param more whether parts follow
 * @param header whether there is a fragment header, which a whole IPv6 datagram may have too
 */
record IpFragment(int id, int offset, boolean more, boolean header) {

    /** A whole datagram. */
    static final IpFragment WHOLE = new IpFragment(0, 0, false, false);

    boolean isPart() {
        return more || offset > 0;
    }

    /** Returns true if the part does not contain the start of the datagram. */
    boolean isLater() {
        return offset > 0;
    }
}
