package io.ringflow.job.reference;

/**
 * What a TCP header says besides its ports.
 *
 * @param flags the flags byte
 * @param seq sequence number
 * @param ack acknowledgement number
 * @param window as it stands, not scaled
 */
record Segment(int flags, int seq, int ack, int window) {

    /** What packets of other protocols have. */
    static final Segment NONE = new Segment(0, 0, 0, 0);
}
