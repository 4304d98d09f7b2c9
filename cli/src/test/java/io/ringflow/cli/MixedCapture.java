package io.ringflow.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes captures of TCP and UDP packets of a few hosts, several each second. */
final class MixedCapture {

    private static final int FIRST_SECOND = 1_700_000_000;
    private static final int HEADERS = 14 + 20 + 20;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private MixedCapture() {}

    /**
     * Writes a capture. In each second, hosts 10.0.0.1 to 10.0.0.4 send i packets of 1000 bytes
     * over TCP to port 443 of 192.168.0.1, and one over UDP to port 53 of 192.168.0.2.
     */
    static void write(Path file, int seconds) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, 1);
        out.write(header.array());
        for (int second = 0; second < seconds; second++) {
            for (int host = 1; host <= 4; host++) {
                for (int i = 0; i < host; i++) {
                    out.write(packet(FIRST_SECOND + second, host, TCP, 443, 1));
                }
                out.write(packet(FIRST_SECOND + second, host, UDP, 53, 2));
            }
        }
        Files.write(file, out.toByteArray());
    }

    /** A packet of which only the headers are captured. */
    private static byte[] packet(int second, int host, int protocol, int port, int server) {
        ByteBuffer packet = ByteBuffer.allocate(16 + HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt(second).putInt(0).putInt(HEADERS).putInt(14 + 1000);
        packet.order(ByteOrder.BIG_ENDIAN);
        packet.put(new byte[12]).putShort((short) 0x0800);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) 1000).putInt(0);
        packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        packet.putInt(0x0a00_0000 + host).putInt(0xc0a8_0000 + server);
        packet.putShort((short) (40_000 + host)).putShort((short) port);
        if (protocol == TCP) {
            packet.putInt(second).putInt(1).put((byte) 0x50).put((byte) 0x10);
        } else {
            packet.putShort((short) 980);
        }
        return packet.array();
    }
}
