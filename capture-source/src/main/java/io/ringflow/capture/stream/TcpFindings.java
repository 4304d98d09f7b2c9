package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;

/**
 * Receives the findings of {@link TcpConnections}, in the order of the packets. Called on the
 * thread that adds the packets, and only for packets with findings.
 */
public interface TcpFindings {

    /**
     * Called for a packet that gets marks.
     *
     * @param row row of the packet in the batch
     * @param marks one or more of {@link PacketBits#RETRANSMIT}, {@link PacketBits#OUT_OF_ORDER}
     *     and {@link PacketBits#ZERO_WINDOW}
     */
    void found(int row, int marks);

    /**
     * Called for a packet that completes the handshake of its connection.
     *
     * @param row row of the packet in the batch
     * @param rttNanos time from the last SYN before the SYN-ACK to this packet, which is the round
     *     trip on both sides of the observer together
     */
    void handshake(int row, long rttNanos);
}
