package io.ringflow.job.export.file;

import static io.ringflow.job.export.file.FileFixture.NEW;
import static io.ringflow.job.export.file.FileFixture.batch;
import static io.ringflow.job.export.file.FileFixture.context;
import static io.ringflow.job.export.file.FileFixture.parts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.ExportException;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTargetTest {

    @TempDir Path directory;

    private FileTarget target(FlowWriter.Format format) {
        return FileTarget.of(directory.resolve("x").toString(), format);
    }

    private String written() throws IOException {
        return Files.readString(directory.resolve("x"));
    }

    @Test
    void liveCaptureGoesOnAtTheEndOfAFileThatExists() throws Exception {
        Files.writeString(directory.resolve("x"), "old\nhalf of a li");
        try (Delivery delivery = target(FlowWriter.Format.CSV).connect(context(true, false, NEW))) {
            delivery.deliver(batch("new\n"));
        }
        assertThat(written()).isEqualTo("old\nnew\n");
    }

    @Test
    void liveCaptureWritesTheHeaderOnlyInAnEmptyFile() throws Exception {
        FileTarget csv = target(FlowWriter.Format.CSV);
        csv.connect(context(true, false, NEW)).close();
        csv.connect(context(true, false, NEW)).close();
        assertThat(written()).startsWith("id,communityId").containsOnlyOnce("communityId");
    }

    @Test
    void replayOverwritesAFileThatExists() throws Exception {
        Files.writeString(directory.resolve("x"), "old\n");
        target(FlowWriter.Format.NDJSON).connect(context(false, false, NEW)).close();
        assertThat(written()).isEmpty();
    }

    @Test
    void goesBackToThePositionOfACheckpoint() throws Exception {
        FileTarget target = target(FlowWriter.Format.NDJSON);
        byte[] position;
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("a\n"));
            position = delivery.position();
            delivery.deliver(batch("b\n"));
        }
        try (Delivery delivery = target.connect(context(true, true, position))) {
            assertThat(delivery.lost()).isZero();
            delivery.deliver(batch("c\n"));
        }
        assertThat(written()).isEqualTo("a\nc\n");
    }

    @Test
    void neverFillsAFileThatShrankWithZeros() throws Exception {
        FileTarget target = target(FlowWriter.Format.CSV);
        byte[] position;
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("a\n", "b\n", "c\n"));
            position = delivery.position();
        }
        String header = written().lines().findFirst().orElseThrow();
        Files.writeString(directory.resolve("x"), header + "\na\nb");
        try (Delivery delivery = target.connect(context(true, true, position))) {
            assertThat(delivery.lost()).isEqualTo(2);
            delivery.deliver(batch("d\n"));
        }
        assertThat(written()).isEqualTo(header + "\nd\n");
        assertThat(directory.resolve("x.cut-1")).hasContent(header + "\na\nb");
    }

    @Test
    void startsANewFileIfTheOldOneVanishedAndCountsTheLoss() throws Exception {
        FileTarget target = target(FlowWriter.Format.NDJSON);
        byte[] position;
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("a\n", "b\n"));
            position = delivery.position();
        }
        Files.delete(directory.resolve("x"));
        try (Delivery delivery = target.connect(context(true, true, position))) {
            assertThat(delivery.lost()).isEqualTo(2);
            delivery.deliver(batch("c\n"));
        }
        assertThat(written()).isEqualTo("c\n");
    }

    @Test
    void startsANewFileOnAnotherHostWithoutALoss() throws Exception {
        FileTarget target = target(FlowWriter.Format.NDJSON);
        byte[] elsewhere = new FilePosition("db", 0, 1_000_000, 7, List.of(), List.of()).toBytes();
        try (Delivery delivery = target.connect(context(true, true, elsewhere))) {
            assertThat(delivery.lost()).isZero();
            delivery.deliver(batch("c\n"));
        }
        assertThat(written()).isEqualTo("c\n");
    }

    @Test
    void followsAFileThatWasMovedAway() throws Exception {
        FileTarget target = target(FlowWriter.Format.NDJSON);
        try (Delivery delivery = target.connect(context(true, false, NEW))) {
            delivery.deliver(batch("a\n"));
            Files.move(directory.resolve("x"), directory.resolve("x.1"));
            delivery.idle();
            delivery.deliver(batch("b\n"));
        }
        assertThat(directory.resolve("x.1")).hasContent("a\n");
        assertThat(written()).isEqualTo("b\n");
    }

    @Test
    void fullDiskEndsAReplayButNotALiveCapture() throws Exception {
        FileTarget full = FileTarget.of("/dev/full", FlowWriter.Format.NDJSON);
        try (Delivery live = full.connect(context(true, false, NEW))) {
            assertThatThrownBy(() -> live.deliver(batch("a\n")))
                    .isNotInstanceOf(ExportException.class)
                    .hasMessage("/dev/full: can't be written: No space left on device; make room");
        }
        try (Delivery replay = full.connect(context(false, false, NEW))) {
            assertThatThrownBy(() -> replay.deliver(batch("a\n")))
                    .isInstanceOf(ExportException.class)
                    .hasMessageStartingWith("/dev/full: can't be written: No space left on device")
                    .hasMessageEndingWith("Make room, or write elsewhere");
        }
    }

    @Test
    void compressedPartsAreReadableAfterTheyWereCutBetweenChunks() throws Exception {
        for (Compression compression : List.of(Compression.GZIP, Compression.ZSTD)) {
            byte[] header = parts(directory, compression, 1).form().header();
            byte[] one = compression.compress("one\n".getBytes(UTF_8));
            byte[] two = compression.compress("two\n".getBytes(UTF_8));
            byte[] file = new byte[header.length + one.length + two.length];
            System.arraycopy(header, 0, file, 0, header.length);
            System.arraycopy(one, 0, file, header.length, one.length);
            System.arraycopy(two, 0, file, header.length + one.length, two.length);
            assertThat(text(compression, file, file.length)).isEqualTo("bytes\none\ntwo\n");
            assertThat(text(compression, file, header.length + one.length))
                    .isEqualTo("bytes\none\n");
        }
    }

    private static String text(Compression compression, byte[] file, int length)
            throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(file, 0, length);
        return new String(
                (compression == Compression.GZIP
                                ? new GZIPInputStream(in)
                                : new ZstdInputStream(in))
                        .readAllBytes(),
                UTF_8);
    }
}
