package io.ringflow.capture.stream;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;

/** A packet of one connection, as the tests send it; the methods give changed ones. */
record TcpPacket(
        long src,
        int srcPort,
        long dst,
        int dstPort,
        int vlan,
        long tunnelKey,
        int flags,
        int seq,
        int ack,
        int window,
        int payload,
        long timeNanos) {

    static final long MILLIS = 1_000_000;

    private static final long CLIENT = 0xffff_0a00_0001L;
    private static final long SERVER = 0xffff_0a00_0002L;

    /** A packet from the client of connection {@code number}, an ACK of nothing. */
    static TcpPacket fromClient(int number) {
        return between(CLIENT, 10_000 + number, SERVER, 443);
    }

    /** A packet from the server of connection {@code number}, an ACK of nothing. */
    static TcpPacket fromServer(int number) {
        return between(SERVER, 443, CLIENT, 10_000 + number);
    }

    private static TcpPacket between(long src, int srcPort, long dst, int dstPort) {
        return new TcpPacket(src, srcPort, dst, dstPort, 0, 0, TcpFlags.ACK, 0, 0, 1000, 0, 0);
    }

    private TcpPacket with(int newFlags, int newSeq, int newAck, int newWindow, int newPayload) {
        return new TcpPacket(
                src,
                srcPort,
                dst,
                dstPort,
                vlan,
                tunnelKey,
                newFlags,
                newSeq,
                newAck,
                newWindow,
                newPayload,
                timeNanos);
    }

    TcpPacket flags(int newFlags) {
        return with(newFlags, seq, ack, window, payload);
    }

    TcpPacket data(int newSeq, int newPayload) {
        return with(flags, newSeq, ack, window, newPayload);
    }

    TcpPacket ack(int newAck) {
        return with(flags, seq, newAck, window, payload);
    }

    TcpPacket window(int newWindow) {
        return with(flags, seq, ack, newWindow, payload);
    }

    TcpPacket syn(int newSeq) {
        return flags(TcpFlags.SYN).data(newSeq, 0);
    }

    TcpPacket synAck(int newSeq, int newAck) {
        return flags(TcpFlags.SYN | TcpFlags.ACK).data(newSeq, 0).ack(newAck);
    }

    TcpPacket fin(int newSeq) {
        return flags(TcpFlags.FIN | TcpFlags.ACK).data(newSeq, 0);
    }

    TcpPacket in(int newVlan, long newTunnelKey) {
        return new TcpPacket(
                src,
                srcPort,
                dst,
                dstPort,
                newVlan,
                newTunnelKey,
                flags,
                seq,
                ack,
                window,
                payload,
                timeNanos);
    }

    TcpPacket atMillis(long millis) {
        return at(millis * MILLIS);
    }

    TcpPacket at(long newTimeNanos) {
        return new TcpPacket(
                src,
                srcPort,
                dst,
                dstPort,
                vlan,
                tunnelKey,
                flags,
                seq,
                ack,
                window,
                payload,
                newTimeNanos);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void addTo(TcpConnections connections, int packet) {
        long bits = PacketBits.pack(srcPort, dstPort, Protocols.TCP, flags, vlan);
        connections.add(
                packet, 0, src, 0, dst, bits, tunnelKey, timeNanos, seq, ack, window, payload);
    }
}
