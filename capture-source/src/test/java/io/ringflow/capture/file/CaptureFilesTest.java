package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.model.Observer;
import io.ringflow.model.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {

    private static final int PACKETS = 20;
    static final int FRAME = 64;
    private static final long FIRST = 1_700_000_000L;

    @TempDir Path directory;

    private static byte[] pcap(int magic, ByteOrder order, int recordHeader, boolean nanos) {
        ByteBuffer out = ByteBuffer.allocate(24 + PACKETS * (recordHeader + FRAME)).order(order);
        out.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0);
        out.putInt(65_535).putInt(1);
        for (int i = 0; i < PACKETS; i++) {
            out.putInt((int) (FIRST + i)).putInt(nanos ? 5000 : 5).putInt(FRAME).putInt(FRAME + i);
            out.put(new byte[recordHeader - 16]);
            out.put(TestFrames.udp(1000 + i, 53, i, FRAME));
        }
        return out.array();
    }

    static byte[] micros() {
        return pcap(0xa1b2c3d4, ByteOrder.LITTLE_ENDIAN, 16, false);
    }

    static byte[] pcapng(ByteOrder order) {
        ByteBuffer out = ByteBuffer.allocate(8192).order(order);
        out.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
        // One interface with nanosecond resolution, and one with a time offset of a second.
        out.putInt(1).putInt(28).putShort((short) 1).putShort((short) 0).putInt(0);
        out.putShort((short) 9).putShort((short) 1).put((byte) 9).put(new byte[3]).putInt(28);
        out.putInt(1).putInt(32).putShort((short) 1).putShort((short) 0).putInt(0);
        out.putShort((short) 14).putShort((short) 8).putLong(1).putInt(32);
        for (int i = 0; i < PACKETS; i++) {
            boolean micro = i % 2 == 1;
            long ticks =
                    micro ? (FIRST + i - 1) * 1_000_000 + 5 : (FIRST + i) * 1_000_000_000 + 5000;
            out.putInt(6).putInt(32 + FRAME).putInt(micro ? 1 : 0);
            out.putInt((int) (ticks >>> 32)).putInt((int) ticks).putInt(FRAME).putInt(FRAME + i);
            out.put(TestFrames.udp(1000 + i, 53, i, FRAME)).putInt(32 + FRAME);
            out.putInt(77).putInt(16).putInt(0).putInt(16);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    static PacketBatch read(CaptureReader reader, int capacity) throws IOException {
        PacketBatch batch = new PacketBatch(capacity);
        batch.reset(new Observer("replay", "x"), Long.MIN_VALUE);
        CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
        var unused = reader.read(batch, decoder, capacity, Long.MAX_VALUE, null);
        decoder.endBatch(batch);
        return batch;
    }

    private void assertReadsAll(String file) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(file)) {
            PacketBatch batch = read(reader, 100);
            assertThat(batch.size).isEqualTo(PACKETS);
            assertThat(batch.timeNanos[0]).isEqualTo(FIRST * 1_000_000_000 + 5000);
            assertThat(batch.timeNanos[PACKETS - 1])
                    .isEqualTo((FIRST + PACKETS - 1) * 1_000_000_000 + 5000);
            assertThat(batch.frameBytes).isEqualTo(PACKETS * FRAME + PACKETS * (PACKETS - 1) / 2);
            assertThat(reader.truncated()).isFalse();
        }
    }

    @Test
    void readsEveryPcapVariant() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            assertReadsAll(write("micro", pcap(0xa1b2c3d4, order, 16, false)));
            assertReadsAll(write("nano", pcap(0xa1b23c4d, order, 16, true)));
            assertReadsAll(write("kuznetsov", pcap(0xa1b2cd34, order, 24, false)));
        }
    }

    @Test
    void readsPcapWithFrameCheckSequenceLengthInLinkType() throws IOException {
        for (int above : new int[] {0x2400_0000, 0x1400_0000, 0xf400_0000, 0x03ff_0000}) {
            byte[] pcap = micros();
            ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN).putInt(20, above | 1);
            assertReadsAll(write("check", pcap));
        }
    }

    @Test
    void readsPcapngWithUnpaddedBlockLengths() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int frame : new int[] {61, 62, 63, 64}) {
                for (boolean padded : new boolean[] {true, false}) {
                    byte[] file = unrounded(order, frame, padded);
                    try (CaptureReader reader = CaptureFiles.open(write("unrounded", file))) {
                        assertThat(read(reader, 100).size).isEqualTo(3);
                        assertThat(reader.truncated()).isFalse();
                    }
                }
            }
        }
    }

    private static byte[] unrounded(ByteOrder order, int frame, boolean padded) {
        ByteBuffer out = ByteBuffer.allocate(512).order(order);
        out.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
        out.putInt(1).putInt(20).putInt(order == ByteOrder.LITTLE_ENDIAN ? 1 : 1 << 16);
        out.putInt(0).putInt(20);
        for (int i = 0; i < 3; i++) {
            out.putInt(6).putInt(32 + frame).putInt(0).putLong(0).putInt(frame).putInt(frame);
            out.put(TestFrames.udp(1000 + i, 53, i, frame));
            out.put(new byte[padded ? -frame & 3 : 0]).putInt(32 + frame);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void readsTimesBefore1970() {
        long seconds = 10;
        PcapngInterface micros = new PcapngInterface(1, 0, 1_000_000, -60, 0);
        assertThat(micros.timeNanos(0, 10_000_005))
                .isEqualTo((seconds - 60) * 1_000_000_000 + 5000);
        PcapngInterface nanos = new PcapngInterface(1, 0, 1_000_000_000, -1, 0);
        assertThat(nanos.timeNanos(0, 7)).isEqualTo(-999_999_993);
        PcapngInterface longAgo = new PcapngInterface(1, 0, 1, -9_000_000_000L, 0);
        assertThat(longAgo.timeNanos(0, 1)).isEqualTo(-8_999_999_999_000_000_000L);
        assertThat(TimeText.of(longAgo.timeNanos(0, 1))).startsWith("1684-10-");
        PcapngInterface tooLongAgo = new PcapngInterface(1, 0, 1, -10_000_000_000L, 0);
        assertThat(tooLongAgo.timeNanos(0, 1)).isEqualTo(TimeText.OUT_OF_RANGE);
    }

    @Test
    void readsPcapngOfBothByteOrdersAndClockResolutions() throws IOException {
        assertReadsAll(write("little", pcapng(ByteOrder.LITTLE_ENDIAN)));
        assertReadsAll(write("big", pcapng(ByteOrder.BIG_ENDIAN)));
    }

    @Test
    void readsCompressedFiles() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(micros());
        }
        assertReadsAll(write("x.gz", gzip.toByteArray()));
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(zstd)) {
            out.write(pcapng(ByteOrder.LITTLE_ENDIAN));
        }
        assertReadsAll(write("x.zst", zstd.toByteArray()));
    }

    @Test
    void readsPacketsBeforeTheCutOfTruncatedFile() throws IOException {
        byte[] whole = micros();
        for (int length = 24; length < whole.length; length += 7) {
            try (CaptureReader reader =
                    CaptureFiles.open(write("cut", Arrays.copyOf(whole, length)))) {
                int complete = (length - 24) / (16 + FRAME);
                assertThat(read(reader, 100).size).isEqualTo(complete);
                assertThat(reader.truncated()).isEqualTo((length - 24) % (16 + FRAME) != 0);
            }
        }
    }

    @Test
    void readsPacketsBeforeTheCutOfTruncatedCompressedFile() throws IOException {
        byte[] large = new byte[24 + 2000 * (16 + FRAME)];
        byte[] whole = micros();
        for (int offset = 24; offset < large.length; offset += whole.length - 24) {
            int length = Math.min(whole.length - 24, large.length - offset);
            System.arraycopy(whole, 24, large, offset, length);
        }
        System.arraycopy(whole, 0, large, 0, 24);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(large);
        }
        byte[] cut = Arrays.copyOf(gzip.toByteArray(), gzip.size() * 2 / 3);
        try (CaptureReader reader = CaptureFiles.open(write("cut.gz", cut))) {
            assertThat(read(reader, 4000).size).isBetween(1, 1999);
            assertThat(reader.truncated()).isTrue();
        }
    }

    @Test
    void recognizesFilesGivenAgainByOtherNames() throws IOException {
        String file = write("a", micros());
        String copy = write("copy", micros());
        Path symbolic = Files.createSymbolicLink(directory.resolve("symbolic"), Path.of(file));
        Path hard = Files.createLink(directory.resolve("hard"), Path.of(file));
        String detour = directory.resolve("../" + directory.getFileName() + "/a").toString();
        assertThat(CaptureFiles.distinct(List.of(file, copy))).containsExactly(file, copy);
        for (String name : List.of(file, symbolic.toString(), hard.toString(), detour)) {
            assertThat(CaptureFiles.distinct(List.of(file, copy, name)))
                    .containsExactly(file, copy);
            assertThat(CaptureFiles.distinct(List.of(name, file, copy)))
                    .containsExactly(name, copy);
        }
    }

    @Test
    void acceptsIncompleteHeadersOnlyOfFilesThatGrow() throws IOException {
        byte[] whole = micros();
        for (int length = 0; length < 24; length++) {
            List<String> file = List.of(write("growing", Arrays.copyOf(whole, length)));
            CaptureFiles.check(file, true);
            assertThatThrownBy(() -> CaptureFiles.check(file, false))
                    .isInstanceOf(CaptureException.class);
        }
        List<String> text = List.of(write("text", "hello".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> CaptureFiles.check(text, true))
                .isInstanceOf(CaptureException.class);
    }

    @Test
    void rejectsFilesThatAreNotCapturesWithReason() throws IOException {
        assertRejected(
                write("text", "hello, world".getBytes(StandardCharsets.UTF_8)),
                "not a capture file");
        assertRejected(write("empty", new byte[0]), "it is empty");
        assertRejected(write("short", Arrays.copyOf(micros(), 20)), "cut off");
        assertRejected(directory.toString(), "a directory");
        assertRejected(directory.resolve("missing").toString(), "no such file");
    }

    private static void assertRejected(String path, String message) {
        assertThatThrownBy(() -> CaptureFiles.check(List.of(path), false))
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith(path)
                .hasMessageContaining(message);
    }
}
