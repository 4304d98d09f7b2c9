package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Command;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs tshark. Damages captures, and compares the packets read with those that tshark reads. */
class DamagedFilesIT {

    private static final long SEED = 22;
    private static final int CUTS = 8;
    private static final int PCAP_HEADER = 24;
    private static final int RECORD = 16 + CaptureFilesTest.FRAME;

    @TempDir private Path directory;

    private final Random random = new Random(SEED);

    @BeforeEach
    void needsTshark() {
        Command.assumeInstalled("tshark", "tshark");
    }

    private void assertReadsWhatTsharkReads(byte[] damaged, String how) throws Exception {
        Path file = Files.write(directory.resolve("damaged"), damaged);
        long read;
        try (CaptureReader reader = CaptureFiles.open(file.toString())) {
            PacketBatch batch = CaptureFilesTest.read(reader, 100);
            read = batch.size;
        }
        assertThat(read).as(how).isEqualTo(Tshark.packets(file));
    }

    @Test
    void readsThePacketsThatTsharkReads() throws Exception {
        byte[] pcap = CaptureFilesTest.micros();
        byte[] pcapng = CaptureFilesTest.pcapng(ByteOrder.LITTLE_ENDIAN);
        assertReadsWhatTsharkReads(pcap, "whole pcap");
        assertReadsWhatTsharkReads(pcapng, "whole pcapng");
        for (int i = 0; i < CUTS; i++) {
            for (byte[] whole : new byte[][] {pcap, pcapng}) {
                int length = random.nextInt(120, whole.length);
                assertReadsWhatTsharkReads(Arrays.copyOf(whole, length), "cut at " + length);
            }
        }
    }

    @Test
    void readsThePacketsBeforeAWrongLengthAsTsharkDoes() throws Exception {
        for (int length : new int[] {Integer.MAX_VALUE, -1, 1 << 24}) {
            byte[] damaged = damaged(3 + random.nextInt(10), length);
            assertReadsWhatTsharkReads(damaged, "length " + length);
        }
    }

    /** A capture in which the length of one packet is wrong. */
    private static byte[] damaged(int packet, int length) {
        byte[] pcap = CaptureFilesTest.micros();
        ByteBuffer.wrap(pcap)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(PCAP_HEADER + packet * RECORD + 8, length);
        return pcap;
    }
}
