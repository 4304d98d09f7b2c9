package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.history.duck.DuckDb;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget.Batching;
import io.ringflow.job.export.LiveExports;
import io.ringflow.model.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parquet files and a history on a disk that is full for a while, under traffic. The history, which
 * writes once a minute, is only tested if targets are away for long ({@code -Dringflow.away=60}).
 * Skipped without root.
 */
@Timeout(900)
@SuppressWarnings("try") // the close of LiveExports waits for the job
class ParquetAwayIT {

    private static final int LONG = 60;

    @TempDir private Path directory;

    private List<Export> exports(Path disk) {
        Batching second = new Batching(1 << 20, Duration.ofSeconds(1), true);
        List<Export> exports = new ArrayList<>();
        for (String name : List.of("parts", "small")) {
            exports.add(
                    Export.of(
                            name, new ParquetTarget(disk.resolve(name).toString(), true, second)));
        }
        exports.set(1, exports.get(1).withQueue(LiveExports.SMALL));
        if (Integer.getInteger("ringflow.away", 0) >= LONG) {
            String history = disk.resolve("history").toString();
            exports.add(
                    Export.of(
                            "history",
                            new HistoryTarget(history, Duration.ofDays(30), Long.MAX_VALUE)));
        }
        return exports;
    }

    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(bytes);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    /** Number of different flows in the files of a directory, and of rows. */
    private static List<String> rows(Path parts) throws Exception {
        String files = DuckDb.literal(parts + "/**/*.parquet");
        return ParquetFiles.select(
                "SELECT count(*) || ' rows, ' || count(DISTINCT (srcPort, dstPort)) || ' flows'"
                        + " FROM read_parquet("
                        + files
                        + ")");
    }

    @Test
    void losesNothingWithinTheQueueWhileTheDiskIsFull() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        Path disk = directory.resolve("disk");
        List<Export> exports = exports(disk);
        try (SmallDisk small = new SmallDisk(disk, "4m");
                LiveExports job = LiveExports.start(directory, exports)) {
            job.startTraffic();
            for (Export export : exports.subList(0, 2)) {
                job.awaitMore(export.name());
            }
            fill(disk.resolve("ballast"));
            for (Export export : exports) {
                assertThat(job.awaitProblem(export.name(), "No space left on device"))
                        .contains(disk + "/" + export.name(), ": can't be written: ")
                        .contains("; make room");
            }
            job.whileAway();
            job.await("a loss", () -> job.status("small").dropped() > 0);
            small.resize("512m");
            for (Export export : exports) {
                job.awaitMore(export.name());
            }
            for (Export export : exports) {
                long delivered = job.settle(export.name());
                assertThat(rows(disk.resolve(export.name())))
                        .containsExactly(delivered + " rows, " + delivered + " flows");
                assertThat(job.status(export.name()).dropped() > 0)
                        .isEqualTo(export.name().equals("small"));
            }
        }
    }
}
