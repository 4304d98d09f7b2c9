package io.ringflow.capture.stream;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;

/** A packet of one connection, as the tests send it. Its methods return changed copies. */
record TcpPacket(Ends ends, Header header, long timeNanos) {

    static final long MILLIS = 1_000_000;

    private static final long CLIENT = 0xffff_0a00_0001L;
    private static final long SERVER = 0xffff_0a00_0002L;

    /** What tells connections apart. */
    record Ends(long src, int srcPort, long dst, int dstPort, int vlan, long tunnelKey) {}

    /** The fields of the TCP header, and the number of bytes after it. */
    record Header(int flags, int seq, int ack, int window, int payload) {}

    /** A packet from the client of connection {@code number}, an ACK of nothing. */
    static TcpPacket fromClient(int number) {
        return between(CLIENT, 10_000 + number, SERVER, 443);
    }

    /** A packet from the server of connection {@code number}, an ACK of nothing. */
    static TcpPacket fromServer(int number) {
        return between(SERVER, 443, CLIENT, 10_000 + number);
    }

    private static TcpPacket between(long src, int srcPort, long dst, int dstPort) {
        return new TcpPacket(
                new Ends(src, srcPort, dst, dstPort, 0, 0),
                new Header(TcpFlags.ACK, 0, 0, 1000, 0),
                0);
    }

    private TcpPacket with(int flags, int seq, int ack, int window, int payload) {
        return new TcpPacket(ends, new Header(flags, seq, ack, window, payload), timeNanos);
    }

    int seq() {
        return header.seq();
    }

    int ack() {
        return header.ack();
    }

    int window() {
        return header.window();
    }

    int payload() {
        return header.payload();
    }

    TcpPacket flags(int flags) {
        return with(flags, seq(), ack(), window(), payload());
    }

    TcpPacket data(int seq, int payload) {
        return with(header.flags(), seq, ack(), window(), payload);
    }

    TcpPacket ack(int ack) {
        return with(header.flags(), seq(), ack, window(), payload());
    }

    TcpPacket window(int window) {
        return with(header.flags(), seq(), ack(), window, payload());
    }

    TcpPacket syn(int seq) {
        return flags(TcpFlags.SYN).data(seq, 0);
    }

    TcpPacket synAck(int seq, int ack) {
        return flags(TcpFlags.SYN | TcpFlags.ACK).data(seq, 0).ack(ack);
    }

    TcpPacket fin(int seq) {
        return flags(TcpFlags.FIN | TcpFlags.ACK).data(seq, 0);
    }

    TcpPacket in(int vlan, long tunnelKey) {
        Ends changed =
                new Ends(ends.src(), ends.srcPort(), ends.dst(), ends.dstPort(), vlan, tunnelKey);
        return new TcpPacket(changed, header, timeNanos);
    }

    TcpPacket atMillis(long millis) {
        return at(millis * MILLIS);
    }

    TcpPacket at(long nanos) {
        return new TcpPacket(ends, header, nanos);
    }

    boolean has(int flag) {
        return (header.flags() & flag) != 0;
    }

    void addTo(TcpConnections connections, int row) {
        TransportPacket packet = new TransportPacket();
        packet.row = row;
        packet.bits =
                PacketBits.pack(
                        ends.srcPort(), ends.dstPort(), Protocols.TCP, header.flags(), ends.vlan());
        packet.tunnelKey = ends.tunnelKey();
        packet.timeNanos = timeNanos;
        packet.source(0, ends.src());
        packet.destination(0, ends.dst());
        packet.seq = seq();
        packet.ack = ack();
        packet.window = window();
        packet.payloadLength = payload();
        connections.add(packet);
    }
}
