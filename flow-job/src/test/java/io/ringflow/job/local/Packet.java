package io.ringflow.job.local;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/** A packet as tests write it; host n is 10.0.0.n. */
public record Packet(
        long nanos,
        int srcHost,
        int srcPort,
        int dstHost,
        int dstPort,
        int protocol,
        int flags,
        int bytes) {

    public static final int FIN = 0x11;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int ACK = 0x10;
    public static final int SYN_ACK = 0x12;

    /** From 10.0.0.1:40000 to 10.0.0.2:443. */
    public static Packet tcp(long nanos, int flags) {
        return new Packet(nanos, 1, 40_000, 2, 443, Protocols.TCP, flags, 60);
    }

    /** From port n of 10.0.0.1 to 10.0.0.2:53. */
    public static Packet udp(long nanos, int port) {
        return new Packet(nanos, 1, port, 2, 53, Protocols.UDP, 0, 100);
    }

    /** The same in the other direction. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped on purpose
    public Packet back() {
        return new Packet(nanos, dstHost, dstPort, srcHost, srcPort, protocol, flags, bytes);
    }

    /** The same with another size. */
    public Packet sized(int other) {
        return new Packet(nanos, srcHost, srcPort, dstHost, dstPort, protocol, flags, other);
    }

    /** The same at another time. */
    public Packet at(long other) {
        return new Packet(other, srcHost, srcPort, dstHost, dstPort, protocol, flags, bytes);
    }

    void addTo(PacketBatch batch) {
        int i = batch.size++;
        batch.timeNanos[i] = nanos;
        batch.srcLow[i] = IpAddress.v4(10 << 24 | srcHost).low();
        batch.dstLow[i] = IpAddress.v4(10 << 24 | dstHost).low();
        batch.bits[i] = PacketBits.pack(srcPort, dstPort, protocol, flags, 0);
        batch.ipBytes[i] = bytes;
        batch.ipBits[i] = PacketBits.packIp(false, 0, 1);
    }
}
