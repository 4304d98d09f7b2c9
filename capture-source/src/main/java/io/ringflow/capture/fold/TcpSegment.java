package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.TcpFlags;

/** The TCP segment that is being followed. Reused for all segments; not thread-safe. */
final class TcpSegment {

    /** The side of the flow that sent it: 0 or 1. */
    int side;

    int flags;
    int seq;
    int ack;

    /** Bytes of data. */
    int payload;

    int window;

    /** Sequence numbers that it takes: those of its data, its SYN and its FIN. */
    int length;

    /** Reads a packet with a complete TCP header. */
    void read(PacketBatch batch, int i, int from) {
        long numbers = batch.tcpNumbers[i];
        long sizes = batch.tcpSizes[i];
        side = from;
        flags = PacketBits.flags(batch.bits[i]);
        seq = TcpBits.seq(numbers);
        ack = TcpBits.ack(numbers);
        payload = TcpBits.payload(sizes);
        window = TcpBits.window(sizes);
        length = payload + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
    }

    /** Returns true if one of some flags is set. */
    boolean has(int wanted) {
        return (flags & wanted) != 0;
    }
}
