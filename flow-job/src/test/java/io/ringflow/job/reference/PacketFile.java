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
        ByteBuffer frame = ByteBuffer.allocate(18 + 48 + TRANSPORT);
        frame.put(new byte[12]);
        if (packet.vlan() >= 0) {
            frame.putShort((short) 0x8100).putShort((short) packet.vlan());
        }
        frame.putShort((short) (packet.v6() ? 0x86dd : 0x0800));
        if (packet.v6()) {
            v6(frame, packet);
        } else {
            v4(frame, packet);
        }
        if (!packet.fragment().isLater()) {
            transport(frame, packet);
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static void v4(ByteBuffer frame, WirePacket packet) {
        Fragment fragment = packet.fragment();
        frame.put((byte) 0x45).put((byte) (packet.dscp() << 2));
        frame.putShort((short) packet.bytes()).putShort((short) fragment.id());
        frame.putShort((short) (fragment.offset() / 8 | (fragment.more() ? 0x2000 : 0)));
        frame.put((byte) 64).put((byte) packet.protocol()).putShort((short) 0);
        frame.putInt((int) packet.src().low()).putInt((int) packet.dst().low());
    }

    private static void v6(ByteBuffer frame, WirePacket packet) {
        Fragment fragment = packet.fragment();
        frame.putInt(6 << 28 | packet.dscp() << 22).putShort((short) (packet.bytes() - 40));
        frame.put((byte) (fragment.header() ? 44 : packet.protocol())).put((byte) 64);
        address(frame, packet.src());
        address(frame, packet.dst());
        if (fragment.header()) {
            frame.put((byte) packet.protocol()).put((byte) 0);
            frame.putShort((short) (fragment.offset() | (fragment.more() ? 1 : 0)));
            frame.putInt(fragment.id());
        }
    }

    private static void address(ByteBuffer frame, IpAddress address) {
        frame.putLong(address.high()).putLong(address.low());
    }

    private static void transport(ByteBuffer frame, WirePacket packet) {
        int begin = frame.position();
        Transport transport = packet.transport();
        if (packet.isIcmp()) {
            frame.put((byte) transport.icmpType()).put((byte) transport.icmpCode());
        } else {
            frame.putShort((short) transport.srcPort()).putShort((short) transport.dstPort());
        }
        if (packet.isTcp()) {
            frame.putInt(transport.tcp().seq()).putInt(transport.tcp().ack());
            frame.put((byte) 0x50).put((byte) transport.tcp().flags());
            frame.putShort((short) transport.tcp().window());
        } else if (packet.protocol() == Protocols.UDP) {
            frame.putShort((short) (packet.bytes() - packet.ipHeader()));
        }
        frame.position(begin + TRANSPORT);
    }
}
