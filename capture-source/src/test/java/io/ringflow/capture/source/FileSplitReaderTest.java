package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.file.PcapFile;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fold.FragmentFold;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.model.Command;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSplitReaderTest {

    private static final long MILLI = 1_000_000;
    private static final FoldSettings FOLD =
            new FoldSettings(new EventTimeBuckets(1000 * MILLI, 1000 * MILLI), true, true, 4, true);

    @TempDir Path directory;

    private FileSplitReader<BucketFragments> reader;
    private final List<String> records = new ArrayList<>();

    /** Frames that were counted up to each of the records. */
    private final List<Long> counted = new ArrayList<>();

    private final Set<String> finished = new HashSet<>();
    private long packets;
    private long fragmentPackets;

    @AfterEach
    void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    private String write(String name, long... millis) throws IOException {
        return PcapFile.write(directory.resolve(name), millis);
    }

    private void start(FileCapture capture, ReplayControl control) {
        start(capture, control, 0, 0);
    }

    private void start(FileCapture capture, ReplayControl control, long emitted, long counted) {
        reader =
                new FileSplitReader<>(
                        capture,
                        observer ->
                                new FragmentFold(
                                        observer, FOLD, DecodeSettings.Connections.DEFAULT, 0),
                        null,
                        control,
                        1,
                        null);
        List<CaptureSplit> splits = new ArrayList<>();
        for (FileSplit split : FileEnumerator.splits(capture)) {
            splits.add(split.at(emitted, counted));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(splits));
    }

    private void fetch() throws IOException {
        RecordsWithSplitIds<FileRecord<BucketFragments>> fetched = reader.fetch();
        String split = fetched.nextSplit();
        while (split != null) {
            FileRecord<BucketFragments> record = fetched.nextRecordFromSplit();
            while (record != null) {
                records.add(text(record));
                counted.add(record.counted());
                record = fetched.nextRecordFromSplit();
            }
            split = fetched.nextSplit();
        }
        finished.addAll(fetched.finishedSplits());
    }

    /** A record as "observer position time packets[+truncated files]", times in milliseconds. */
    private String text(FileRecord<BucketFragments> record) {
        CaptureReport report = record.closed().report();
        packets += report.packets;
        BucketFragments fragments = record.closed().payload();
        for (int i = 0; fragments != null && i < fragments.count; i++) {
            long both = fragments.rows[i * FragmentLayout.WORDS + FragmentLayout.PACKETS];
            fragmentPackets += (both >>> 32) + (both & 0xffff_ffffL);
        }
        long time = report.newestNanos;
        return report.observer.interfaceName()
                + ' '
                + record.emitted()
                + ' '
                + (time == Long.MIN_VALUE
                        ? "start"
                        : time == Long.MAX_VALUE ? "end" : String.valueOf(time / MILLI))
                + ' '
                + report.packets
                + (report.truncatedFiles == 0 ? "" : "+" + report.truncatedFiles);
    }

    private void fetchAll(int splits) throws IOException {
        while (finished.size() < splits) {
            fetch();
        }
    }

    @Test
    void announcesFirstPacketOfEveryFileBeforeItReadsAny() throws IOException {
        start(
                FileCapture.of(List.of(write("a", 5000, 6000), write("b", 9000, 9500))),
                ReplayControl.NONE);
        fetch();
        assertThat(records).containsExactly("a 0 5000 0", "b 0 9000 0");
    }

    @Test
    void announcesTheEarliestOfTheFirstPackets() throws IOException {
        start(FileCapture.of(List.of(write("a", 5000, 1000, 6000))), ReplayControl.NONE);
        fetch();
        assertThat(records).containsExactly("a 0 1000 0");
    }

    @Test
    void readsWhatIsFurthestBehind() throws IOException {
        String a = write("a", LongStream.range(0, 2000).map(i -> 5000 + 20 * i).toArray());
        String b = write("b", LongStream.range(0, 3000).map(i -> 9000 + 10 * i).toArray());
        start(FileCapture.of(List.of(a, b)), ReplayControl.NONE);
        fetchAll(2);
        List<String> ends = records.stream().filter(text -> text.contains("end")).toList();
        assertThat(ends).hasSize(2);
        assertThat(packets).isEqualTo(5000);
        long newest = 0;
        for (String text : records.subList(2, records.size() - 2)) {
            String time = text.split(" ", -1)[2];
            if (!time.equals("end")) {
                assertThat(Long.parseLong(time)).isGreaterThanOrEqualTo(newest - 3000);
                newest = Math.max(newest, Long.parseLong(time));
            }
        }
    }

    @Test
    void resumesAfterAnyNumberOfEmittedBuckets() throws IOException {
        long[] times = new long[500];
        for (int i = 0; i < times.length; i++) {
            times[i] = 1000 + i * 97L - (i % 7 == 0 ? 1500 : 0);
        }
        String file = write("a", times);
        start(FileCapture.of(List.of(file)), ReplayControl.NONE);
        fetchAll(1);
        assertThat(packets).isEqualTo(times.length);
        assertThat(fragmentPackets).isEqualTo(times.length);
        List<String> all = List.copyOf(records.subList(1, records.size()));
        List<Long> frames = List.copyOf(counted);
        for (int emitted = 0; emitted < all.size(); emitted += 13) {
            restart(FileCapture.of(List.of(file)), emitted, frames.get(emitted));
            assertThat(records.subList(1, records.size()))
                    .isEqualTo(all.subList(emitted, all.size()));
        }
    }

    /** Reads a capture again up to its end, after some of its buckets were emitted. */
    private void restart(FileCapture capture, long emitted, long frames) throws IOException {
        close();
        records.clear();
        counted.clear();
        finished.clear();
        packets = 0;
        fragmentPackets = 0;
        start(capture, ReplayControl.NONE, emitted, frames);
        fetchAll(1);
    }

    /** Without a speed, a bucket counts up to 31 frames that the next one contains. */
    @Test
    void countsEachFrameOnceIfItGoesOnAtAnotherSpeed() throws IOException {
        long[] times = LongStream.range(0, 3000).map(i -> 1000 + i * 7).toArray();
        String file = write("a", times);
        for (double speed : new double[] {0, 1e9}) {
            FileCapture first = atSpeed(file, speed);
            FileCapture second = atSpeed(file, 1e9 - speed);
            restart(first, 0, 0);
            List<Long> frames = List.copyOf(counted);
            assertThat(frames).hasSizeGreaterThan(20).endsWith(3000L);
            for (int emitted = 1; emitted < frames.size(); emitted++) {
                restart(second, emitted, frames.get(emitted));
                assertThat(frames.get(emitted) + packets).as("after " + emitted).isEqualTo(3000);
            }
        }
    }

    private static FileCapture atSpeed(String file, double speed) {
        return new FileCapture(List.of(file), "", speed, false, DecodeSettings.DEFAULT);
    }

    @Test
    void endsEventTimeAgainIfEverythingWasEmitted() throws IOException {
        String file = write("a", 1000, 2000);
        start(FileCapture.of(List.of(file)), ReplayControl.NONE);
        fetchAll(1);
        int emitted = records.size() - 1;
        restart(FileCapture.of(List.of(file)), emitted, counted.getLast());
        assertThat(records).containsExactly("a " + emitted + " 1000 0", "a " + emitted + " end 0");
    }

    @Test
    void countsTruncatedFileOnce() throws IOException {
        byte[] whole = PcapFile.bytes(1000, 2000);
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 1));
        start(FileCapture.of(List.of(cut.toString())), ReplayControl.NONE);
        fetchAll(1);
        assertThat(records).filteredOn(text -> text.endsWith("+1")).hasSize(1);
        assertThat(packets).isEqualTo(1);
    }

    @Test
    void endsFileWithoutPackets() throws IOException {
        start(FileCapture.of(List.of(write("a"), write("b", 5000))), ReplayControl.NONE);
        fetchAll(2);
        assertThat(records.subList(0, 3)).containsExactly("a 0 start 0", "b 0 5000 0", "a 1 end 0");
    }

    @Test
    void keepsSplitOfServedReplayUntilStopped() throws IOException {
        try (ReplayControl control = ReplayControl.register(UUID.randomUUID().toString())) {
            FileCapture served =
                    new FileCapture(List.of(write("a", 1000)), "", 0, true, DecodeSettings.DEFAULT);
            start(served, control);
            while (records.isEmpty() || !records.getLast().contains("end")) {
                fetch();
            }
            assertThat(finished).isEmpty();
            assertThat(control.end()).isTrue();
            fetchAll(1);
        }
    }

    @Test
    void endsFilesEarlyWhenStopped() throws IOException {
        try (ReplayControl control = ReplayControl.register(UUID.randomUUID().toString())) {
            start(
                    new FileCapture(
                            List.of(write("a", 1000, 100_000_000), write("b", 2000)),
                            "",
                            0.001,
                            false,
                            DecodeSettings.DEFAULT),
                    control);
            fetch();
            assertThat(control.end()).isTrue();
            fetchAll(2);
            assertThat(records).filteredOn(text -> text.contains("end")).hasSize(2);
            assertThat(packets).isZero();
        }
    }

    @Test
    void readsFilesThatGrowUntilStopped() throws IOException {
        try (ReplayControl control = ReplayControl.register(UUID.randomUUID().toString())) {
            String a = write("a", 1000, 5000);
            String b = write("b", 2000);
            String empty = Files.createFile(directory.resolve("empty")).toString();
            start(FileCapture.of(List.of(a, b, empty)).withFollow(true), control);
            awaitPackets(1);
            for (int i = 1; i <= 3; i++) {
                append(a, 5000 + i * 10_000L);
                append(b, 5000 + i * 10_000L);
                awaitPackets(2L * i);
            }
            Files.write(Path.of(empty), PcapFile.bytes(36_000));
            append(a, 36_000);
            assertThat(control.end()).isTrue();
            fetchAll(3);
            assertThat(packets).isGreaterThanOrEqualTo(10);
            assertThat(records).filteredOn(text -> text.contains("end")).hasSize(3);
        }
    }

    private void awaitPackets(long least) throws IOException {
        Waiting.until(
                () -> "more than " + packets + " packets",
                () -> {
                    if (packets < least) {
                        fetch();
                    }
                    return packets >= least;
                });
    }

    private static void append(String file, long millis) throws IOException {
        byte[] record = PcapFile.bytes(millis);
        Files.write(
                Path.of(file),
                Arrays.copyOfRange(record, 24, record.length),
                StandardOpenOption.APPEND);
    }

    @Test
    void replaysAtSpeedWithoutWaitingForWildTime() throws IOException {
        start(
                new FileCapture(
                        List.of(write("a", 1000, 4_000_000_000_000L, 2000, 3000)),
                        "",
                        1e6,
                        false,
                        DecodeSettings.DEFAULT),
                ReplayControl.NONE);
        fetchAll(1);
        assertThat(packets).isEqualTo(4);
    }

    @Test
    void rejectsPipeThatWasReadBefore() throws Exception {
        String pipe = directory.resolve("pipe").toString();
        Command.run("mkfifo", pipe);
        assertThatThrownBy(() -> start(FileCapture.of(List.of(pipe)), ReplayControl.NONE, 1, 0))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("can't be read again");
    }

    @Test
    void reportsStateOfFinishedFile() throws IOException {
        start(FileCapture.of(List.of(write("a", 1000))), ReplayControl.NONE);
        InterfaceStatus.State state = null;
        while (finished.isEmpty()) {
            RecordsWithSplitIds<FileRecord<BucketFragments>> fetched = reader.fetch();
            while (fetched.nextSplit() != null) {
                FileRecord<BucketFragments> record = fetched.nextRecordFromSplit();
                while (record != null) {
                    state = record.closed().report().state;
                    record = fetched.nextRecordFromSplit();
                }
            }
            finished.addAll(fetched.finishedSplits());
        }
        assertThat(state).isEqualTo(InterfaceStatus.State.FINISHED);
    }
}
