package io.ringflow.job.reference;

/**
 * The fields of a TCP header besides the ports.
 *
 * @param flags the flags byte
 * @param seq sequence number
 * @param ack acknowledgement number
 * @param window the window field, not scaled
 */
record TcpFields(int flags, int seq, int ack, int window) {

    /** The fields of packets of other protocols. */
    static final TcpFields NONE = new TcpFields(0, 0, 0, 0);
}
