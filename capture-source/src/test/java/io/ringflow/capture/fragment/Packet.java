package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/** A packet in the notation of tests. */
public record Packet(long nanos, End src, End dst, int protocol, int flags, int bytes) {

    public static final int FIN = 0x11;

    /** Starts a connection. */
    public static final int SYN = 0x02;

    /** A repeated SYN, or one that belongs to the packets before it. */
    public static final int SAME_SYN = 0x102;

    public static final int RST = 0x04;
    public static final int ACK = 0x10;
    public static final int SYN_ACK = 0x12;

    /**
     * One end of a flow.
     *
     * @param host last byte of the address 10.0.0.host
     */
    public record End(int host, int port) {}

    /** Returns the end at a port of 10.0.0.host. */
    public static End end(int host, int port) {
        return new End(host, port);
    }

    /** Returns a TCP packet from 10.0.0.1:40000 to 10.0.0.2:443. */
    public static Packet tcp(long nanos, int flags) {
        return new Packet(nanos, end(1, 40_000), end(2, 443), Protocols.TCP, flags, 60);
    }

    /** Returns a UDP packet from a port of 10.0.0.1 to 10.0.0.2:53. */
    public static Packet udp(long nanos, int port) {
        return new Packet(nanos, end(1, port), end(2, 53), Protocols.UDP, 0, 100);
    }

    /** Returns an ICMP message; the ports are its type and the type of the answer, or its code. */
    public static Packet icmp(long nanos, End src, End dst) {
        return new Packet(nanos, src, dst, Protocols.ICMP, 0, 84);
    }

    /** Returns this packet in the other direction. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
    public Packet back() {
        return new Packet(nanos, dst, src, protocol, flags, bytes);
    }

    /** Returns this packet with another size. */
    public Packet sized(int size) {
        return new Packet(nanos, src, dst, protocol, flags, size);
    }

    /** Returns this packet at another time. */
    public Packet at(long otherNanos) {
        return new Packet(otherNanos, src, dst, protocol, flags, bytes);
    }

    public int srcHost() {
        return src.host;
    }

    public int dstHost() {
        return dst.host;
    }

    void addTo(PacketBatch batch) {
        int i = batch.size++;
        batch.timeNanos[i] = nanos;
        batch.srcLow[i] = IpAddress.v4(10 << 24 | src.host).low();
        batch.dstLow[i] = IpAddress.v4(10 << 24 | dst.host).low();
        batch.bits[i] = PacketBits.pack(src.port, dst.port, protocol, flags & 0xff, 0);
        batch.tcpNumbers[i] = TcpBits.numbers((int) nanos, 0);
        batch.ipBytes[i] = bytes;
        batch.ipBits[i] = PacketBits.packIp(false, 0, 1);
    }
}
