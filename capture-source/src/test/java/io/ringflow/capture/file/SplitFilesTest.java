package io.ringflow.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Observer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitFilesTest {

    private static final int WINDOW = 4096;

    @TempDir Path directory;

    private OpenFiles openFiles = new OpenFiles(8, WINDOW);

    private String write(String name, long... millis) throws IOException {
        return PcapFile.write(directory.resolve(name), millis);
    }

    private SplitFiles files(List<List<String>> sequences) {
        return new SplitFiles(
                new FileSplit("x", sequences, 0),
                new CaptureDecoder(DecodeSettings.DEFAULT),
                null,
                openFiles,
                () -> {},
                false);
    }

    /** The times of all packets in milliseconds, read in groups. */
    private static List<Long> read(SplitFiles files, int group) throws IOException {
        PacketBatch batch = new PacketBatch(group);
        List<Long> times = new ArrayList<>();
        while (files.hasNext()) {
            batch.reset(new Observer("replay", "x"), 0);
            files.read(batch, group, Long.MAX_VALUE);
            Arrays.stream(batch.timeNanos, 0, batch.size).forEach(t -> times.add(t / 1_000_000));
        }
        return times;
    }

    private List<Long> readAll(int group, List<List<String>> sequences) throws IOException {
        try (SplitFiles files = files(sequences)) {
            return read(files, group);
        }
    }

    @Test
    void readsFilesOfSequenceOneAfterTheOther() throws IOException {
        List<List<String>> sequences =
                List.of(List.of(write("a", 1000, 3000), write("b", 2999, 4000), write("c", 5000)));
        assertThat(readAll(32, sequences)).containsExactly(1000L, 3000L, 2999L, 4000L, 5000L);
        assertThat(readAll(1, sequences)).containsExactly(1000L, 3000L, 2999L, 4000L, 5000L);
    }

    @Test
    void startsRingOfFilesWithTheOldest() throws IOException {
        List<List<String>> ring =
                List.of(List.of(write("r0", 7000), write("r1", 5000), write("r2", 6000)));
        assertThat(readAll(32, ring)).containsExactly(5000L, 6000L, 7000L);
    }

    @Test
    void mergesSequencesByTimeWhateverTheSizeOfGroups() throws IOException {
        List<List<String>> sequences =
                List.of(
                        List.of(write("a", 1000, 4000, 4000), write("b", 6000)),
                        List.of(write("c", 2000, 4000, 5000, 7000)),
                        List.of(write("late", 6500)));
        for (int group : new int[] {1, 2, 3, 32}) {
            assertThat(readAll(group, sequences))
                    .containsExactly(1000L, 2000L, 4000L, 4000L, 4000L, 5000L, 6000L, 6500L, 7000L);
        }
    }

    @Test
    void leavesPacketsAfterTheTimeForTheNextCall() throws IOException {
        try (SplitFiles files = files(List.of(List.of(write("a", 1000, 2000, 3000))))) {
            PacketBatch batch = new PacketBatch(32);
            batch.reset(new Observer("replay", "x"), 0);
            assertThat(files.hasNext()).isTrue();
            files.read(batch, 32, 2_000_000_000L);
            assertThat(batch.size).isEqualTo(2);
            assertThat(files.nextNanos()).isEqualTo(3_000_000_000L);
        }
    }

    @Test
    void knowsStartOfFilesWithoutKeepingThemOpen() throws IOException {
        List<List<String>> sequences = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sequences.add(List.of(write("f" + i, 1000 + i, 2000)));
        }
        long before = openDescriptors();
        try (SplitFiles files = files(sequences)) {
            assertThat(files.boundNanos()).isEqualTo(1_000_000_000L);
            assertThat(openDescriptors()).isEqualTo(before);
        }
    }

    @Test
    void boundsOpenFilesThatOverlap() throws IOException {
        List<List<String>> sequences = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sequences.add(List.of(write("f" + i, 1000 + i, 2000 + i, 3000 + i)));
            expected.addAll(List.of(1000L + i, 2000L + i, 3000L + i));
        }
        expected.sort(null);
        long before = openDescriptors();
        try (SplitFiles files = files(sequences)) {
            PacketBatch batch = new PacketBatch(70);
            batch.reset(new Observer("replay", "x"), 0);
            assertThat(files.hasNext()).isTrue();
            files.read(batch, 70, Long.MAX_VALUE);
            assertThat(openDescriptors() - before).isLessThanOrEqualTo(8);
        }
        assertThat(readAll(32, sequences)).isEqualTo(expected);
    }

    @Test
    void rejectsMoreCompressedFilesThanMayBeOpen() throws IOException {
        List<List<String>> sequences = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ByteArrayOutputStream gzip = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(gzip)) {
                out.write(PcapFile.bytes(1000 + i, 3000));
            }
            Path file = Files.write(directory.resolve("f" + i + ".gz"), gzip.toByteArray());
            sequences.add(List.of(file.toString()));
        }
        assertThatThrownBy(() -> readAll(32, sequences))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("more than 8 compressed files");
        openFiles = new OpenFiles(10, WINDOW);
        assertThat(readAll(32, sequences)).hasSize(20);
    }

    @Test
    void countsTruncatedFilesOfSequence() throws IOException {
        byte[] whole = PcapFile.bytes(1000, 2000);
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 1));
        List<List<String>> sequences = List.of(List.of(cut.toString(), write("b", 3000)));
        try (SplitFiles files = files(sequences)) {
            assertThat(read(files, 32)).containsExactly(1000L, 3000L);
            assertThat(files.takeTruncated()).isEqualTo(1);
            assertThat(files.takeTruncated()).isZero();
        }
    }

    @Test
    void endsFilesWhenStopped() throws IOException {
        try (SplitFiles files = files(List.of(List.of(write("a", 1000, 2000), write("b", 3000))))) {
            assertThat(files.hasNext()).isTrue();
            files.stop();
            assertThat(files.hasNext()).isFalse();
        }
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
