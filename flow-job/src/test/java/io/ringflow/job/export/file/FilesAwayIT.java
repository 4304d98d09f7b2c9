package io.ringflow.job.export.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.LiveExports;
import io.ringflow.model.SmallDisk;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that can't be written for a while, under traffic. Skipped without root. */
@Timeout(600)
@SuppressWarnings("try") // the close of LiveExports waits for the job
class FilesAwayIT {

    private static final List<String> NAMES = List.of("one", "parts", "small");

    @TempDir Path directory;

    @BeforeEach
    void needsRoot() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    private Path disk() {
        return directory.resolve("disk");
    }

    /** Exports to the disk: one that grows, part files, and one with a small queue. */
    private List<Export> exports() {
        String disk = disk().toString();
        FileForm form =
                FileForm.of(FlowWriter.Format.NDJSON)
                        .withFields(List.of(FlowField.ID, FlowField.SRC_PORT));
        FileTarget parts =
                new FileTarget(disk + "/parts", new Roll(100_000, Duration.ofHours(1)), form);
        FileTarget one = FileTarget.of(disk + "/one", FlowWriter.Format.NDJSON);
        FileTarget small = FileTarget.of(disk + "/small", FlowWriter.Format.NDJSON);
        FileTarget elsewhere =
                FileTarget.of(directory.resolve("other").toString(), FlowWriter.Format.NDJSON);
        return List.of(
                Export.of("one", one),
                Export.of("parts", parts)
                        .withSelection(
                                new Export.Selection(
                                        "", form.fields(), Export.Selection.ENDS.events())),
                Export.of("small", small).withQueue(LiveExports.SMALL),
                Export.of("other", elsewhere));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    /** The lines of all parts, also of the last ones, which are not finished. */
    private List<String> linesOfParts() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(disk().resolve("parts"))) {
            for (Path file : files.toList()) {
                lines.addAll(lines(file));
            }
        }
        return lines;
    }

    private void assertExact(LiveExports job) throws Exception {
        long one = job.settle("one");
        long parts = job.settle("parts");
        long small = job.settle("small");
        assertThat(job.settle("other")).isEqualTo(one).isEqualTo(parts);
        assertThat(job.status("small").dropped()).isPositive();
        assertThat(job.status("other").retries()).isZero();
        assertThat(lines(disk().resolve("one"))).hasSize((int) one).doesNotHaveDuplicates();
        assertThat(linesOfParts()).hasSize((int) parts).doesNotHaveDuplicates();
        assertThat(lines(disk().resolve("small"))).hasSize((int) small).doesNotHaveDuplicates();
        assertThat(lines(directory.resolve("other"))).hasSize((int) one);
    }

    @Test
    void losesNothingWithinTheQueueWhileTheDiskIsFull() throws Exception {
        try (SmallDisk disk = new SmallDisk(disk(), "200k");
                LiveExports job = LiveExports.start(directory, exports())) {
            job.startTraffic();
            for (String name : NAMES) {
                assertThat(job.awaitProblem(name, "No space left on device"))
                        .contains(disk() + "/" + name + ": can't be written: ")
                        .contains("; make room");
            }
            job.whileAway();
            job.await("a loss", () -> job.status("small").dropped() > 0);
            assertThat(job.status("small").problem()).contains("records were dropped");
            disk.resize("512m");
            for (String name : NAMES) {
                job.awaitMore(name);
                job.await("recovery", () -> !job.status(name).problem().contains("written"));
            }
            assertExact(job);
        }
    }

    @Test
    void losesNothingWithinTheQueueWhileTheDirectoryCantBeWritten() throws Exception {
        try (SmallDisk disk = new SmallDisk(disk(), "512m");
                LiveExports job = LiveExports.start(directory, exports())) {
            job.startTraffic();
            for (String name : NAMES) {
                job.awaitMore(name);
            }
            disk.hide();
            for (String name : NAMES) {
                assertThat(job.awaitProblem(name, "Read-only file system"))
                        .contains("can't be written: ");
            }
            job.whileAway();
            job.await("a loss", () -> job.status("small").dropped() > 0);
            disk.show();
            for (String name : NAMES) {
                job.awaitMore(name);
            }
            assertExact(job);
        }
    }
}
