package io.ringflow.job.reference;

import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes packets as a pcap with nanoseconds; of each frame no more than its headers. */
final class PacketFile {

    private static final long SECOND = 1_000_000_000;
    private static final int TRANSPORT = 20;

    private PacketFile() {}

    static void write(Path file, List<WirePacket> packets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, 1);
        out.write(header.array());
        for (WirePacket packet : packets) {
            byte[] frame = frame(packet);
            ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt((int) (packet.nanos() / SECOND));
            record.putInt((int) (packet.nanos() % SECOND));
            record.putInt(frame.length).putInt(linkLength(packet) + packet.bytes());
            out.write(record.array());
            out.write(frame);
        }
        Files.write(file, out.toByteArray());
    }

    private static int linkLength(WirePacket packet) {
        return packet.vlan() < 0 ? 14 : 18;
    }

    private static byte[] frame(WirePacket packet) {
        ByteBuffer frame = ByteBuffer.allocate(18 + 40 + TRANSPORT);
        frame.put(new byte[12]);
        if (packet.vlan() >= 0) {
            frame.putShort((short) 0x8100).putShort((short) packet.vlan());
        }
        frame.putShort((short) (packet.v6() ? 0x86dd : 0x0800));
        if (packet.v6()) {
            frame.putInt(6 << 28 | packet.dscp() << 22).putShort((short) (packet.bytes() - 40));
            frame.put((byte) packet.protocol()).put((byte) 64);
            address(frame, packet.src());
            address(frame, packet.dst());
        } else {
            frame.put((byte) 0x45).put((byte) (packet.dscp() << 2));
            frame.putShort((short) packet.bytes()).putInt(0);
            frame.put((byte) 64).put((byte) packet.protocol()).putShort((short) 0);
            frame.putInt((int) packet.src().low()).putInt((int) packet.dst().low());
        }
        transport(frame, packet);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static void address(ByteBuffer frame, IpAddress address) {
        frame.putLong(address.high()).putLong(address.low());
    }

    private static void transport(ByteBuffer frame, WirePacket packet) {
        int begin = frame.position();
        if (packet.isIcmp()) {
            frame.put((byte) packet.icmpType()).put((byte) packet.icmpCode());
        } else {
            frame.putShort((short) packet.srcPort()).putShort((short) packet.dstPort());
        }
        if (packet.protocol() == Protocols.TCP) {
            frame.putLong(0).put((byte) 0x50).put((byte) packet.flags());
        } else if (packet.protocol() == Protocols.UDP) {
            frame.putShort((short) (packet.bytes() - (packet.v6() ? 40 : 20)));
        }
        frame.position(begin + TRANSPORT);
    }
}
