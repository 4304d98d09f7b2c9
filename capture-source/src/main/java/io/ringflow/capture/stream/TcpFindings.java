package io.ringflow.capture.stream;

import io.ringflow.capture.PacketBits;

/**
 * Takes what {@link TcpConnections} finds out about packets, in their order. Called on the thread
 * that adds the packets, only where there is something to say.
 */
public interface TcpFindings {

    /**
     * Something is to be said about a packet.
     *
     * @param packet its place in the batch
     * @param marks one or more of {@link PacketBits#RETRANSMIT}, {@link PacketBits#OUT_OF_ORDER}
     *     and {@link PacketBits#ZERO_WINDOW}
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
