package io.ringflow.history.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.history.store.HistoryTarget;
import io.ringflow.history.store.ParquetType;
import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import io.ringflow.model.EndReason;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySqlTest {

    @TempDir Path directory;

    private Path history;

    @BeforeEach
    void writeOneFlow() throws Exception {
        history = directory.resolve("history");
        Files.writeString(directory.resolve("secret.txt"), "secret");
        ExportTarget target = new HistoryTarget(history.toString(), Duration.ofDays(1), 1 << 20);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        target.encoder(List.of()).write(new FlowFixture().flow(), bytes);
        DeliveryContext context =
                new DeliveryContext("e", "j", "h", "q", false, false, new byte[0]);
        try (Delivery delivery = target.connect(context)) {
            delivery.deliver(List.of(new Chunk(0, 1, bytes.toByteArray())));
        }
    }

    @Test
    void selectsFromFlowsByTheNamesThatUsersKnow() throws Exception {
        assertThat(
                        select(
                                history,
                                "SELECT id, srcAddr, bytes, firstSeen, \"date\", \"hour\","
                                        + " observers FROM flows WHERE dstPort = 443"))
                .hasToString(
                        "[[id, srcAddr, bytes, firstSeen, date, hour, observers],"
                                + " [00c0ffee0000000000001234, 10.0.0.1, 400,"
                                + " 2026-01-02T03:04:05Z, 2026-01-02, 3,"
                                + " [{host=host-a, interface=eth0, packets=4, bytes=400,"
                                + " firstSeen=2026-01-02T03:04:05Z,"
                                + " lastSeen=2026-01-02T03:04:05Z, srcPackets=3,"
                                + " dstPackets=1}]]]");
    }

    @Test
    void hasOneRowOfAFlowThatHasNotEnded() throws Exception {
        FlowFixture flow = new FlowFixture();
        flow.id = new FlowId(1, 2);
        flow.endReason = EndReason.NONE;
        flow.event = FlowEvent.UPDATE;
        ExportTarget target = new HistoryTarget(history.toString(), Duration.ofDays(1), 1 << 20);
        DeliveryContext context = new DeliveryContext("e", "j", "h", "q", true, false, new byte[0]);
        try (Delivery delivery = target.connect(context)) {
            for (int hour = 1; hour <= 2; hour++) {
                long last = FlowFixture.FIRST + Duration.ofHours(hour).toNanos();
                flow.src = FlowSide.of(3L * hour, 300L * hour, FlowFixture.FIRST, last);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                target.encoder(List.of()).write(flow.flow(), bytes);
                delivery.deliver(List.of(new Chunk(hour, 1, bytes.toByteArray())));
            }
        }
        assertThat(
                        select(
                                history,
                                "SELECT state, srcBytes, \"date\", \"hour\" FROM flows ORDER BY"
                                        + " state"))
                .hasToString(
                        "[[state, srcBytes, date, hour], [active, 600, 2026-01-02, 5],"
                                + " [ended, 300, 2026-01-02, 3]]");
    }

    @Test
    void aHistoryWithoutFilesHasNoRows() throws Exception {
        assertThat(select(directory.resolve("none"), "SELECT count(*) AS n FROM flows"))
                .hasToString("[[n], [0]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1) TO '%s/flows/x.parquet'",
                "SELECT 1; DROP VIEW flows",
                "CREATE TABLE t(a INT)",
                "SET memory_limit = '9GB'",
                "ATTACH '%s/x.db'",
                "INSTALL httpfs",
            })
    void nothingButSelectIsAllowed(String query) {
        assertThatThrownBy(() -> select(history, query.formatted(history)))
                .isInstanceOf(SqlMistake.class)
                .hasMessage("only SELECT statements are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s/../secret.txt", "%s/flows/../../secret.txt", "/etc/hostname"})
    void noOtherFileIsRead(String file) {
        assertThatThrownBy(
                        () ->
                                select(
                                        history,
                                        "SELECT * FROM read_text('%s')"
                                                .formatted(file.formatted(history))))
                .isInstanceOf(SqlMistake.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void aMistakeSaysItsPlace() {
        assertThatThrownBy(() -> select(history, "SELECT id FRM flows WHERE"))
                .isInstanceOf(SqlMistake.class)
                .hasMessageContaining("(position ");
        assertThatThrownBy(() -> select(history, "SELECT byts FROM flows"))
                .isInstanceOf(SqlMistake.class)
                .hasMessageStartingWith("Binder Error: ")
                .hasMessageContaining("bytes")
                .hasMessageContaining("LINE 1: SELECT byts");
    }

    @Test
    void parquetIsAKindOfExport() {
        assertThat(ServiceLoader.load(ExportType.class)).anyMatch(ParquetType.class::isInstance);
    }

    private static List<Object> select(Path directory, String query) throws Exception {
        List<Object> table = new ArrayList<>();
        try (HistorySql sql = HistorySql.open(directory)) {
            sql.select(
                    query,
                    new SqlRows() {
                        @Override
                        public void columns(List<String> names, List<Boolean> numbers) {
                            table.add(names);
                        }

                        @Override
                        public boolean row(List<Object> values) {
                            return table.add(values);
                        }
                    });
        }
        return table;
    }
}
