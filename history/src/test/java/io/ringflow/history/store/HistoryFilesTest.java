package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {

    private static final Instant LATER = Flows.HOUR.plus(Duration.ofHours(3));

    @TempDir Path directory;

    @Test
    void eachFlowIsInTheDirectoryOfTheHourOfItsLastPacket() throws Exception {
        Flow[] flows = {Flows.at(1, 3_599), Flows.at(2, 3_600), Flows.at(3, -1)};
        deliver(0, flows);

        assertThat(new HistoryFiles(directory).all())
                .map(file -> directory.relativize(file.getParent()).toString())
                .containsExactly(
                        "flows/date=2026-01-02/hour=02",
                        "flows/date=2026-01-02/hour=03",
                        "flows/date=2026-01-02/hour=04");
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).between(Flows.HOUR, Flows.HOUR)))
                .contains(flows[0])
                .doesNotContain(flows[1]);
        assertThat(new HistoryFiles(directory).oldest())
                .contains(Flows.HOUR.minus(Duration.ofHours(1)));
    }

    @Test
    void aBatchIsDeliveredOnceThoughAProcessEndsBeforeItGaveNames() throws Exception {
        deliver(0, Flows.at(1, 1), Flows.at(2, 2));
        Path part = new HistoryFiles(directory).all().getFirst();
        Path root = HistoryFiles.flows(directory);
        Path hidden = Commit.open(root, "q").hidden(root.relativize(part).toString());
        Files.move(part, hidden);
        Files.writeString(root.resolve(Commit.HIDDEN).resolve("q=undecided"), "");

        try (Delivery delivery = open()) {
            assertThat(delivery.lastDelivered()).isEqualTo(1);
        }
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(2);
        assertThat(root.resolve(Commit.HIDDEN).resolve("q=undecided")).doesNotExist();
    }

    @Test
    void aFailedBatchLeavesNothing() throws Exception {
        try (Delivery delivery = open()) {
            Path date = HistoryFiles.flows(directory).resolve("date=2026-01-02");
            assertThatThrownBy(
                            () ->
                                    delivery.deliver(
                                            List.of(new Chunk(0, 1, new byte[] {0, 0, 1, 0, 5}))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
            assertThat(date).doesNotExist();
            assertThat(delivery.lastDelivered()).isEqualTo(-1);
        }
    }

    @Test
    void partsOfAPastHourBecomeOneFileWithTheSameFlows() throws Exception {
        for (int i = 0; i < 5; i++) {
            deliver(2L * i, Flows.at(2 * i, i), Flows.at(2 * i + 1, i));
        }
        List<Flow> before = ParquetFiles.flows(new HistoryFiles(directory).all());

        HistoryCare care = care(Long.MAX_VALUE);
        care.round(LATER);

        List<Path> files = new HistoryFiles(directory).all();
        assertThat(files).hasSize(1);
        assertThat(ParquetFiles.flows(files)).containsExactlyInAnyOrderElementsOf(before);
        // Readers of the replaced files have had their time.
        care.round(Instant.now().plus(Duration.ofDays(1)));
        assertThat(HistoryFiles.list(files.getFirst().getParent(), "*.parquet")).hasSize(1);
        assertThat(new HistoryFiles(directory).all()).isEqualTo(files);
    }

    @Test
    void aPartThatComesLateIsCompactedToo() throws Exception {
        deliver(0, Flows.at(0, 0));
        deliver(1, Flows.at(1, 0));
        care(Long.MAX_VALUE).round(LATER);
        deliver(2, Flows.at(2, 0));
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(3);

        care(Long.MAX_VALUE).round(LATER);

        assertThat(new HistoryFiles(directory).all()).hasSize(1);
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(3);
    }

    @Test
    void aCompactedFileCountsOnlyOnceItIsNamed() throws Exception {
        deliver(0, Flows.at(0, 0));
        deliver(1, Flows.at(1, 0));
        Path hour = new HistoryFiles(directory).all().getFirst().getParent();
        Files.copy(
                new HistoryFiles(directory).all().getFirst(),
                hour.resolve(HistoryFiles.COMPACTED + "1.parquet"));

        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(2);
        care(Long.MAX_VALUE).round(LATER);
        assertThat(new HistoryFiles(directory).all()).hasSize(1);
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(2);
    }

    @Test
    void hoursThatAreTooOldOrTooMuchAreRemovedOldestFirst() throws Exception {
        deliver(0, Flows.at(0, 0));
        deliver(1, Flows.at(1, 3_600));
        deliver(2, Flows.at(2, 7_200));
        long hour = Files.size(new HistoryFiles(directory).all().getFirst());

        HistoryCare bySize = care(2 * hour + hour / 2);
        bySize.round(LATER);
        assertThat(bySize.removedHours()).isEqualTo(1);
        assertThat(ids()).containsExactly(1L, 2L);

        HistoryCare byAge = new HistoryCare(directory, Duration.ofMinutes(30), Long.MAX_VALUE);
        byAge.round(LATER.plus(Duration.ofMinutes(10)));
        assertThat(ids()).containsExactly(2L);
    }

    @Test
    void keepsTheLastRowOfAFlowThatHasNotEnded() throws Exception {
        deliver(0, open(1, 0), open(2, 0), Flows.at(4, 0));
        deliver(3, open(1, 3_600), open(3, 3_600));
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).all())).hasSize(1);
        assertThat(lastRows()).containsExactly(open(1, 3_600), open(2, 0), open(3, 3_600));

        deliver(5, Flows.at(1, 7_000));
        assertThat(lastRows()).containsExactly(open(2, 0), open(3, 3_600));

        care(Long.MAX_VALUE).round(LATER);
        assertThat(new HistoryFiles(directory).updates().files()).hasSize(1);
        assertThat(ParquetFiles.flows(new HistoryFiles(directory).updates().files()))
                .containsExactlyInAnyOrder(open(2, 0), open(3, 3_600));
        assertThat(lastRows()).containsExactly(open(2, 0), open(3, 3_600));

        deliver(6, Flows.at(2, 9_000), open(3, 9_000));
        assertThat(lastRows()).containsExactly(open(3, 9_000));
    }

    @Test
    void removesRowsOfOpenFlowsThatAreTooOld() throws Exception {
        deliver(0, open(1, 0), open(2, 7_200));
        new HistoryCare(directory, Duration.ofHours(2), Long.MAX_VALUE).round(LATER);
        assertThat(lastRows()).containsExactly(open(2, 7_200));
    }

    private static Flow open(int sequence, long seconds) {
        FlowFixture flow = new FlowFixture();
        flow.id = new FlowId(7, sequence);
        flow.event = FlowEvent.UPDATE;
        flow.endReason = EndReason.NONE;
        long nanos = Flows.HOUR.plusSeconds(seconds).getEpochSecond() * 1_000_000_000L;
        flow.src = FlowSide.of(seconds + 3, 300, nanos - 1_000, nanos).withTcp(0x1b, 0, 0, true);
        flow.dst = FlowSide.SILENT;
        return flow.flow();
    }

    private List<Flow> lastRows() throws Exception {
        HistoryFiles files = new HistoryFiles(directory);
        HistoryUpdates updates = files.updates();
        String select =
                HistoryUpdates.newest(updates.files(), files.writtenSince(updates.checkedUntil()));
        return ParquetFiles.read(select + " ORDER BY id");
    }

    private List<Long> ids() throws Exception {
        return ParquetFiles.flows(new HistoryFiles(directory).all()).stream()
                .map(flow -> flow.id().sequence())
                .toList();
    }

    private HistoryCare care(long bytes) {
        return new HistoryCare(directory, Duration.ofDays(30_000), bytes);
    }

    private Delivery open() throws IOException {
        return new HistoryTarget(directory.toString(), Duration.ofDays(1), 1)
                .connect(Flows.context("q", true));
    }

    private void deliver(long first, Flow... flows) throws Exception {
        try (Delivery delivery = open()) {
            delivery.deliver(Flows.batch(first, flows));
        }
    }
}
