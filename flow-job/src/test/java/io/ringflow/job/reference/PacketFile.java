package io.ringflow.job.reference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes packets to a pcap file with nanosecond times. */
final class PacketFile {

    private static final long SECOND = 1_000_000_000;

    private PacketFile() {}

    static void write(Path file, List<WirePacket> packets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, 1);
        out.write(header.array());
        for (WirePacket packet : packets) {
            byte[] frame = Frame.captured(packet);
            ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt((int) (packet.nanos() / SECOND));
            record.putInt((int) (packet.nanos() % SECOND));
            record.putInt(frame.length).putInt(Frame.length(packet));
            out.write(record.array());
            out.write(frame);
        }
        Files.write(file, out.toByteArray());
    }
}
