package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Capture files that another program is still writing. */
class GrowingFilesTest {

    private static final int FRAME = 60;
    private static final int HEADER = 24;
    private static final int RECORD = 16 + FRAME;

    @TempDir Path directory;

    private final List<Long> times = new ArrayList<>();
    private final PacketBatch batch = new PacketBatch(64);
    private SplitFiles files;

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    private void follow(Path... paths) {
        List<String> names = Arrays.stream(paths).map(Path::toString).toList();
        follow(List.of(names));
    }

    private void follow(List<List<String>> sequences) {
        files =
                new SplitFiles(
                        new FileSplit("x", sequences, 0),
                        new CaptureDecoder(DecodeSettings.DEFAULT),
                        null,
                        new OpenFiles(8, 4096),
                        () -> {},
                        true);
    }

    /** Reads until the files are silent. Returns false if they have ended. */
    private boolean read() throws IOException {
        while (files.hasNext()) {
            if (files.silent()) {
                return true;
            }
            batch.reset(new Observer("replay", "x"), 0);
            files.read(batch, 64, Long.MAX_VALUE);
            Arrays.stream(batch.timeNanos, 0, batch.size).forEach(t -> times.add(t / 1_000_000));
        }
        return false;
    }

    /** Reads until the files are silent, but not at their end, and returns the packets so far. */
    private int readMore() throws IOException {
        assertThat(read()).isTrue();
        return times.size();
    }

    /** Reads until packets with these times have been read. */
    private void awaitTimes(Long... expected) throws IOException {
        Waiting.until(
                () -> "more than " + times,
                () -> times.size() >= expected.length || readMore() >= expected.length);
        assertThat(times).containsExactly(expected);
    }

    private Path write(String name, long... millis) throws IOException {
        return Files.write(directory.resolve(name), PcapFile.bytes(millis));
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND);
    }

    private static byte[] records(long... millis) {
        byte[] file = PcapFile.bytes(millis);
        return Arrays.copyOfRange(file, HEADER, file.length);
    }

    /** Makes a file older than those that are written from now on. */
    private static void age(Path file, int minutes) throws IOException {
        long millis = System.currentTimeMillis() - Duration.ofMinutes(minutes).toMillis();
        Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    }

    static Stream<byte[]> captures() {
        CaptureWriter little = CaptureWriter.pcap(ByteOrder.LITTLE_ENDIAN, 1);
        CaptureWriter big = CaptureWriter.pcap(ByteOrder.BIG_ENDIAN, 1);
        List<byte[]> files = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            little.packet(i, 0, TestFrames.udp(i, 53, i, FRAME), FRAME);
            big.packet(i, 0, TestFrames.udp(i, 53, i, FRAME), FRAME);
        }
        files.add(little.file());
        files.add(big.file());
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            CaptureWriter next = CaptureWriter.pcapng(order).ethernet();
            for (int i = 1; i <= 3; i++) {
                next.enhanced(i * 1_000_000L, TestFrames.udp(i, 53, i, FRAME + 1), FRAME + 1);
            }
            files.add(next.file());
        }
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void waitsInTheMiddleOfHeadersAndPackets(byte[] whole) throws IOException {
        Path file = Files.createFile(directory.resolve("a.pcap"));
        follow(file);
        assertThat(read()).isTrue();
        for (int from = 0; from < whole.length; from += 5) {
            append(file, Arrays.copyOfRange(whole, from, Math.min(from + 5, whole.length)));
            assertThat(read()).isTrue();
        }
        assertThat(times).containsExactly(1000L, 2000L, 3000L);
        files.stop();
        assertThat(read()).isFalse();
        assertThat(files.takeTruncated()).isZero();
    }

    @Test
    void readsWhatWasWrittenBeforeItWasStopped() throws IOException {
        Path file = write("a.pcap", 1000);
        follow(file);
        awaitTimes(1000L);
        append(file, records(2000, 3000));
        files.stop();
        append(file, records(4000));
        assertThat(read()).isFalse();
        assertThat(times).containsExactly(1000L, 2000L, 3000L);
    }

    @Test
    void readsNextFilesThatWereWrittenBeforeItWasStopped() throws IOException {
        Path first = write("cap.pcap", 1000);
        follow(first);
        awaitTimes(1000L);
        append(first, records(2000));
        write("cap.pcap1", 3000);
        write("cap.pcap2", 4000, 5000);
        files.stop();
        assertThat(read()).isFalse();
        assertThat(times).containsExactly(1000L, 2000L, 3000L, 4000L, 5000L);
    }

    @Test
    void readsFileThatWasNotOpenWhenStopped() throws IOException {
        follow(write("cap.pcap", 1000, 2000));
        files.stop();
        assertThat(read()).isFalse();
        assertThat(times).containsExactly(1000L, 2000L);
    }

    @Test
    void countsPacketThatIsCutOffWhenStopped() throws IOException {
        Path file = write("a.pcap", 1000);
        follow(file);
        awaitTimes(1000L);
        append(file, Arrays.copyOf(records(2000), RECORD - 1));
        files.stop();
        assertThat(read()).isFalse();
        assertThat(times).containsExactly(1000L);
        assertThat(files.takeTruncated()).isEqualTo(1);
    }

    @Test
    void endsFileWithoutHeaderWhenStopped() throws IOException {
        follow(Files.write(directory.resolve("a.pcap"), Arrays.copyOf(PcapFile.bytes(), 20)));
        assertThat(read()).isTrue();
        files.stop();
        assertThat(read()).isFalse();
    }

    @Test
    void continuesInFilesThatRotateBySize() throws IOException {
        Path first = write("cap.pcap", 1000);
        follow(first);
        awaitTimes(1000L);
        append(first, records(2000));
        Path second = write("cap.pcap1", 3000);
        awaitTimes(1000L, 2000L, 3000L);
        append(second, records(4000));
        write("cap.pcap2", 5000);
        write("cap.pcap3", 6000);
        awaitTimes(1000L, 2000L, 3000L, 4000L, 5000L, 6000L);
        files.stop();
        assertThat(read()).isFalse();
    }

    @Test
    void continuesInFilesThatRotateByTime() throws IOException {
        follow(write("cap-20260131-120000.pcap", 1000));
        awaitTimes(1000L);
        write("cap-20260131-120500.pcap", 2000);
        write("other-20260131-120200.pcap", 9000);
        awaitTimes(1000L, 2000L);
    }

    @Test
    void continuesInFilesOfDumpcap() throws IOException {
        follow(write("cap_00001_20260131120000.pcapng", 1000));
        awaitTimes(1000L);
        write("cap_00002_20260131120500.pcapng", 2000);
        awaitTimes(1000L, 2000L);
    }

    @Test
    void startsRingOfFilesAgainAtTheFirst() throws IOException {
        Path oldest = write("cap.pcap0", 1000);
        Path middle = write("cap.pcap1", 2000);
        age(oldest, 3);
        age(middle, 2);
        follow(oldest, middle);
        awaitTimes(1000L, 2000L);
        write("cap.pcap2", 3000);
        awaitTimes(1000L, 2000L, 3000L);
        write("cap.pcap0", 4000);
        awaitTimes(1000L, 2000L, 3000L, 4000L);
    }

    @Test
    void ignoresFilesOfEarlierRotationAndCompressedOnes() throws IOException {
        Path first = write("cap.pcap", 1000);
        Path stale = write("cap.pcap1", 7000);
        age(stale, 60);
        follow(first);
        awaitTimes(1000L);
        write("cap.pcap2.gz", 8000);
        append(first, records(2000));
        awaitTimes(1000L, 2000L);
        files.stop();
        assertThat(read()).isFalse();
        assertThat(times).hasSize(2);
    }

    @Test
    void continuesInFileThatReplacesTheOneBefore() throws IOException {
        Path file = write("a.pcap", 1000);
        follow(file);
        awaitTimes(1000L);
        append(file, records(2000));
        Path moved = Files.move(file, directory.resolve("a.old"));
        append(moved, records(3000));
        awaitTimes(1000L, 2000L, 3000L);
        Files.move(write("new", 4000), file, StandardCopyOption.ATOMIC_MOVE);
        awaitTimes(1000L, 2000L, 3000L, 4000L);
        append(file, records(5000));
        awaitTimes(1000L, 2000L, 3000L, 4000L, 5000L);
    }

    @Test
    void startsAgainWithFileThatWasEmptied() throws IOException {
        Path file = write("a.pcap", 1000, 2000, 3000);
        follow(file);
        awaitTimes(1000L, 2000L, 3000L);
        write("a.pcap", 4000);
        awaitTimes(1000L, 2000L, 3000L, 4000L);
    }

    @Test
    void readsCompleteFilesBeforeTheNewest() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(PcapFile.bytes(1000));
        }
        Path first = Files.write(directory.resolve("cap.pcap0.gz"), gzip.toByteArray());
        Path second = write("cap.pcap1", 2000);
        follow(first, second);
        awaitTimes(1000L, 2000L);
        append(second, records(3000));
        awaitTimes(1000L, 2000L, 3000L);
    }

    @Test
    void mergesFilesOfOneObserverThatGrow() throws IOException {
        Path one = write("a.pcap", 1000, 3000);
        Path other = write("b.pcap", 2000);
        follow(List.of(List.of(one.toString()), List.of(other.toString())));
        awaitTimes(1000L, 2000L);
        append(other, records(4000));
        awaitTimes(1000L, 2000L, 3000L);
        files.stop();
        assertThat(read()).isFalse();
        assertThat(times).containsExactly(1000L, 2000L, 3000L, 4000L);
    }
}
