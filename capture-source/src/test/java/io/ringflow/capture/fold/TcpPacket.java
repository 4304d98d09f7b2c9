package io.ringflow.capture.fold;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TunnelType;

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

    /** Adds the packet to a batch, in an IPv4 packet. */
    void addTo(PacketBatch batch) {
        batch.ensureRoom();
        int row = batch.size++;
        batch.timeNanos[row] = timeNanos;
        batch.srcLow[row] = ends.src();
        batch.dstLow[row] = ends.dst();
        batch.bits[row] =
                PacketBits.pack(
                        ends.srcPort(), ends.dstPort(), Protocols.TCP, header.flags(), ends.vlan());
        batch.ipBytes[row] = 40 + payload();
        batch.ipBits[row] = PacketBits.packIp(false, 0, 1);
        batch.tcpNumbers[row] = TcpBits.numbers(seq(), ack());
        batch.tcpSizes[row] = TcpBits.sizes(payload(), window());
        batch.detail[row] = Details.NONE;
        if (ends.tunnelKey() != 0) {
            batch.details.tunnel(batch.detailOf(row), TunnelType.VXLAN, (int) ends.tunnelKey());
        }
    }
}
