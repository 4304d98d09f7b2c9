package io.ringflow.job.reference;

/**
 * Which part of a datagram a packet is.
 *
 * @param id what the parts of a datagram have in common
 * @param offset where it begins, in bytes
 * @param more whether parts follow
 * @param header whether there is a fragment header, which IPv6 may have around the whole too
 */
record Fragment(int id, int offset, boolean more, boolean header) {

    /** All of it. */
    static final Fragment WHOLE = new Fragment(0, 0, false, false);

    boolean isPart() {
        return more || offset > 0;
    }

    /** False where the begin of the datagram is in it. */
    boolean isLater() {
        return offset > 0;
    }
}
