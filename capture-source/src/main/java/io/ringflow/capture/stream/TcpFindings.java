package io.ringflow.capture.stream;

/**
 * Takes what {@link TcpConnections} finds out about packets, in their order. Called on the thread
 * that adds the packets, only where there is something to say.
 */
public interface TcpFindings {

    /** Mark: the segment repeats one that was seen, or one that was lost before the observer. */
    int RETRANSMIT = 1;

    /** Mark: the segment was overtaken by a later one on its way to the observer. */
    int OUT_OF_ORDER = 2;

    /** Mark: the sender of the packet can't take any more data. */
    int ZERO_WINDOW = 4;

    /**
     * Something is to be said about a packet.
     *
     * @param packet its place in the batch
     * @param marks one or more of the marks
     */
    void found(int packet, int marks);

    /**
     * A packet completes a connection's handshake.
     *
     * @param packet its place in the batch
     * @param rttNanos from the last SYN before the SYN-ACK to this packet: the round trip over both
     *     sides of the observer
     */
    void handshake(int packet, long rttNanos);
}
