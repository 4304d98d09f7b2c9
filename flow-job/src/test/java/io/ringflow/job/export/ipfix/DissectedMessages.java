package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Command;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** tshark's view of messages, which it reads from a capture file. */
final class DissectedMessages {

    private static final int RAW_IP = 101;
    private static final int HEADERS = 28;

    private DissectedMessages() {}

    /**
     * Fails if tshark warns of anything in the messages.
     *
     * @return the values of a field, one text for each message
     */
    static List<String> dissect(Path directory, List<byte[]> messages, String field)
            throws Exception {
        Command.assumeInstalled("tshark", "tshark");
        Path capture = directory.resolve("messages.pcap");
        Files.write(capture, pcap(messages));
        List<String> lines =
                CollectorProcess.run(
                        List.of(
                                "tshark",
                                "-r",
                                capture.toString(),
                                "-d",
                                "udp.port==4739,cflow",
                                "-T",
                                "fields",
                                "-e",
                                "_ws.expert.message",
                                "-e",
                                "_ws.malformed",
                                "-e",
                                field));
        assertThat(lines).hasSameSizeAs(messages);
        assertThat(lines).as("no warnings").allMatch(line -> line.startsWith("\t\t"));
        return lines.stream().map(line -> line.substring(2)).toList();
    }

    private static byte[] pcap(List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(24);
        header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        header.putInt(16, 262_144).putInt(20, RAW_IP);
        out.writeBytes(header.array());
        for (byte[] message : messages) {
            int length = HEADERS + message.length;
            ByteBuffer packet = ByteBuffer.allocate(16 + HEADERS);
            packet.putInt(1_800_000_000).putInt(0).putInt(length).putInt(length);
            packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
            packet.put((byte) 64).put((byte) 17).putShort((short) 0);
            packet.putInt(0x7f00_0001).putInt(0x7f00_0001);
            packet.putShort((short) 4739).putShort((short) 4739);
            packet.putShort((short) (8 + message.length)).putShort((short) 0);
            out.writeBytes(packet.array());
            out.writeBytes(message);
        }
        return out.toByteArray();
    }
}
