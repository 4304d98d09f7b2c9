package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTargetTest {

    @TempDir Path directory;

    @Test
    void aReplayBecomesOneFileWithTheColumnsThatUsersSee() throws Exception {
        Path file = directory.resolve("x.parquet");
        try (SingleFile delivery = single(file, false)) {
            delivery.deliver(Flows.batch(0, Flows.at(0, 0), Flows.at(1, 1)));
            delivery.deliver(Flows.batch(2, Flows.at(2, 2)));
            assertThat(file).doesNotExist();
            delivery.finish();
        }

        String from = " FROM '" + file + "'";
        assertThat(ParquetFiles.select("SELECT id" + from))
                .containsExactly(
                        "000000070000000000000000",
                        "000000070000000000000001",
                        "000000070000000000000002");
        assertThat(ParquetFiles.select("SELECT sum(bytes)" + from)).containsExactly("900");
        assertThat(ParquetFiles.select("SELECT durationMs || srcTcpFlags || event" + from))
                .startsWith("0.001APSFend");
        assertThat(HistoryFiles.list(directory, "*")).containsExactly(file);
    }

    @Test
    void aReplayThatGoesOnAfterAFailureLosesAndRepeatsNothing() throws Exception {
        Path file = directory.resolve("x.parquet");
        try (SingleFile delivery = single(file, false)) {
            delivery.deliver(Flows.batch(0, Flows.at(0, 0), Flows.at(1, 1)));
        }
        try (SingleFile delivery = single(file, true)) {
            assertThat(delivery.lastDelivered()).isEqualTo(1);
            delivery.deliver(Flows.batch(2, Flows.at(2, 2)));
            delivery.finish();
        }
        assertThat(ParquetFiles.select("SELECT count(*) FROM '" + file + "'")).containsExactly("3");
    }

    @Test
    void aReplayWithoutFlowsWritesAFileWithoutRows() throws Exception {
        Path file = directory.resolve("x.parquet");
        try (SingleFile delivery = single(file, false)) {
            delivery.finish();
        }
        assertThat(ParquetFiles.select("SELECT count(*) FROM '" + file + "'")).containsExactly("0");
    }

    @Test
    void aLiveCaptureNeedsADirectory() {
        ExportTarget target = ParquetType.file(directory.resolve("x.parquet").toString());
        assertThatThrownBy(
                        () ->
                                target.connect(
                                        new DeliveryContext(
                                                "e", "j", "h", "q", false, true, new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("give directory instead of path");
    }

    @Test
    void eachBatchOfADirectoryIsAFile() throws Exception {
        ExportTarget target =
                new ParquetTarget(
                        directory.toString(),
                        true,
                        new ExportTarget.Batching(1, Duration.ZERO, true));
        try (Delivery delivery = target.connect(Flows.context("q/1", false))) {
            delivery.deliver(Flows.batch(0, Flows.at(0, 0)));
            delivery.deliver(Flows.batch(1, Flows.at(1, 1), Flows.at(2, 2)));
            assertThat(delivery.lastDelivered()).isEqualTo(2);
        }
        assertThat(directory.resolve("part-q_1-0-0.parquet")).exists();
        assertThat(directory.resolve("part-q_1-1-2.parquet")).exists();
    }

    private static SingleFile single(Path file, boolean restored) throws IOException {
        return (SingleFile) ParquetType.file(file.toString()).connect(Flows.context("q", restored));
    }
}
