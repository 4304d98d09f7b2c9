package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What capture files say about their packets: frame check sequences, times, lengths of blocks. */
class CaptureVariationsTest {

    private static final int FRAME = 64;
    private static final int IP = FRAME - 14;
    private static final long TICKS = 1_700_000_000_000_005L;

    @TempDir Path directory;

    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    /** A frame whose IP header leaves the length to the network card. */
    private static byte[] offloaded(int checkLength) {
        byte[] frame = TestFrames.udp(1000, 53, 1, FRAME);
        ByteBuffer.wrap(frame).putShort(16, (short) 0);
        return Arrays.copyOf(frame, FRAME + checkLength);
    }

    /** A frame whose IP header claims to be longer. */
    private static byte[] lying(int checkLength) {
        byte[] frame = TestFrames.udp(1000, 53, 1, FRAME);
        ByteBuffer.wrap(frame).putShort(16, (short) (IP + 1));
        return Arrays.copyOf(frame, FRAME + checkLength);
    }

    private PacketBatch read(byte[] file) throws IOException {
        PacketBatch batch = new PacketBatch(100);
        batch.reset(new Observer("replay", "x"), Long.MIN_VALUE);
        Path path = Files.write(directory.resolve("file"), file);
        try (CaptureReader reader = CaptureFiles.open(path.toString())) {
            CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
            assertThat(reader.read(batch, decoder, 100, Long.MAX_VALUE, null)).isPositive();
            assertThat(reader.truncated()).isFalse();
        }
        return batch;
    }

    private static void assertWithoutCheck(PacketBatch batch, long frameBytes) {
        assertThat(batch.size).isEqualTo(2);
        assertThat(batch.ipBytes[0]).isEqualTo(IP);
        assertThat(batch.ipBytes[1]).isEqualTo(IP);
        assertThat(batch.anomalies[Anomaly.LENGTH_BEYOND_FRAME.ordinal()]).isEqualTo(1);
        assertThat(batch.frameBytes).isEqualTo(frameBytes);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void leavesOutCheckSequencesThatLinkTypeOfPcapStates(ByteOrder order) throws IOException {
        for (int length : new int[] {2, 4, 8}) {
            int network = 1 | 0x0400_0000 | ((length / 2) << 28);
            byte[] file =
                    CaptureWriter.pcap(order, network)
                            .packet(1, 2, offloaded(length), FRAME + length)
                            .packet(1, 3, lying(length), FRAME + length)
                            .file();
            assertWithoutCheck(read(file), 2L * (FRAME + length));
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void ignoresCheckSequencesThatPcapDoesNotState(ByteOrder order) throws IOException {
        for (int above : new int[] {0x4000_0000, 0xf000_0000, 0xf400_0000, 0x03ff_0000}) {
            byte[] file =
                    CaptureWriter.pcap(order, 1 | above).packet(1, 2, offloaded(4), 68).file();
            assertThat(read(file).ipBytes[0]).isEqualTo(IP + 4);
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void leavesOutCheckSequencesThatWereNotCaptured(ByteOrder order) throws IOException {
        byte[] cut = Arrays.copyOf(offloaded(0), 50);
        byte[] file = CaptureWriter.pcap(order, 0x2400_0001).packet(1, 2, cut, FRAME + 4).file();
        assertThat(read(file).ipBytes[0]).isEqualTo(IP);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void leavesOutCheckSequencesThatInterfaceOfPcapngStates(ByteOrder order) throws IOException {
        for (byte length : new byte[] {2, 4, 8}) {
            CaptureWriter file = CaptureWriter.pcapng(order);
            file.ethernet(file.option(13, length));
            file.enhanced(TICKS, offloaded(length), FRAME + length);
            file.simple(lying(length), FRAME + length);
            assertWithoutCheck(read(file.file()), 2L * (FRAME + length));
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void leavesOutCheckSequencesThatPacketOfPcapngStates(ByteOrder order) throws IOException {
        CaptureWriter file = CaptureWriter.pcapng(order).ethernet();
        byte[] flags = file.option(2, file.bytes(4 << 5 | 1, 4));
        byte[] comment = file.option(1, (byte) 'a', (byte) 'b');
        byte[] both = ByteBuffer.allocate(16).put(comment).put(flags).array();
        file.enhanced(TICKS, offloaded(4), FRAME + 4, flags);
        file.enhanced(TICKS, lying(4), FRAME + 4, both);
        assertWithoutCheck(read(file.file()), 2 * (FRAME + 4));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void takesCheckSequenceOfInterfaceIfPacketStatesNone(ByteOrder order) throws IOException {
        CaptureWriter file = CaptureWriter.pcapng(order);
        file.ethernet(file.option(13, (byte) 4));
        file.enhanced(TICKS, offloaded(4), FRAME + 4, file.option(2, file.bytes(1, 4)));
        file.enhanced(TICKS, lying(4), FRAME + 4, file.option(0));
        assertWithoutCheck(read(file.file()), 2 * (FRAME + 4));
    }

    @ParameterizedTest
    @CsvSource({
        // resolution, offset in seconds, ticks, time
        "6, -60, 10000000, 1969-12-31T23:59:10.000000000Z",
        "9, -1, 0, 1969-12-31T23:59:59.000000000Z",
        "9, -1, 999999999, 1969-12-31T23:59:59.999999999Z",
        "3, -86401, 999, 1969-12-30T23:59:59.999000000Z",
        "0, -100, 50, 1969-12-31T23:59:10.000000000Z",
        "-118, -1, 1023, 1969-12-31T23:59:59.999023437Z",
        "6, -9000000000, 0, 1684-10-19T08:00:00.000000000Z",
        "6, -99999999999, 0, +10000-01-01T00:00:00Z",
        // Ticks have no sign: this is a time in a remote future.
        "6, 0, -50000000, +10000-01-01T00:00:00Z"
    })
    void readsTimesBefore1970(byte resolution, long offset, long ticks, String time)
            throws IOException {
        for (ByteOrder order : orders()) {
            CaptureWriter file = CaptureWriter.pcapng(order);
            byte[] options =
                    ByteBuffer.allocate(20)
                            .put(file.option(9, resolution))
                            .put(file.option(14, file.bytes(offset, 8)))
                            .array();
            file.ethernet(options).enhanced(ticks, offloaded(0), FRAME);
            assertThat(TimeText.of(read(file.file()).timeNanos[0])).isEqualTo(time);
        }
    }

    @Test
    void readsSecondsOfPcapWithoutSign() throws IOException {
        for (ByteOrder order : orders()) {
            byte[] file = CaptureWriter.pcap(order, 1).packet(-50, 7, offloaded(0), FRAME).file();
            assertThat(TimeText.of(read(file).timeNanos[0]))
                    .isEqualTo("2106-02-07T06:27:26.000007000Z");
        }
    }
}
