package io.ringflow.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.history.store.HistoryTarget;
import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long flow counts once: from memory, from its end, or from its last hourly row. */
class OpenFlowsTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final FlowFilter PAST = FlowFilter.parse("lastSeen >= \"2026-01-01\"");

    @TempDir private Path directory;

    private final MemoryFlows live = new MemoryFlows();
    private HistoryReader reader;
    private HistoricState state;
    private long delivered;

    @BeforeEach
    void open() {
        reader = new HistoryReader(directory, 256_000_000);
        state = new HistoricState(live, reader);
        live.knownNanos = FlowFixture.FIRST + 10 * HOUR;
        live.watermarkNanos = FlowFixture.FIRST + 20 * HOUR;
    }

    @AfterEach
    void close() {
        reader.close();
    }

    /** A flow that has lasted some hours, with a packet a minute. */
    private static Flow flow(int number, int hours, EndReason reason) {
        FlowFixture flow = new FlowFixture();
        flow.id = new FlowId(1, number);
        flow.event = FlowEvent.NONE;
        flow.endReason = reason;
        long first = FlowFixture.FIRST;
        flow.src = FlowSide.of(60L * hours, 6000L * hours, first, first + hours * HOUR);
        flow.dst = FlowSide.SILENT;
        return flow.flow();
    }

    private void deliver(Flow... flows) throws Exception {
        HistoryTarget target =
                new HistoryTarget(directory.toString(), Duration.ofDays(30_000), Long.MAX_VALUE);
        try (Delivery delivery =
                target.connect(new DeliveryContext("e", "j", "h", "q", true, false, new byte[0]))) {
            for (Flow flow : flows) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                target.encoder(List.of()).write(flow, bytes);
                Chunk chunk = new Chunk(delivered++, 1, bytes.toByteArray());
                delivery.deliver(List.of(chunk));
            }
        }
    }

    /** Asserts what each kind of question finds, each flow once. */
    private void assertFound(Flow... flows) {
        List<Flow> expected = List.of(flows);
        long bytes = expected.stream().mapToLong(Flow::bytes).sum();
        FlowPage page =
                state.flows(new FlowQuery(PAST, Selection.ALL, FlowField.ID, true, 100, ""));
        assertThat(page.flows()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(page.total()).isEqualTo(flows.length);
        List<Flow> scanned = new ArrayList<>();
        state.scan(PAST, Selection.ALL, scanned::add);
        assertThat(scanned).containsExactlyInAnyOrderElementsOf(expected);
        TopQuery top =
                new TopQuery(
                        List.of(FilterField.named("dstPort").orElseThrow()),
                        Metric.BYTES,
                        PAST,
                        Optional.empty(),
                        10);
        assertThat(state.top(top).top()).map(entry -> entry.bytes()).containsExactly(bytes);
        SeriesQuery series =
                new SeriesQuery(
                        Metric.BYTES,
                        FilterField.named("dstPort"),
                        FlowFilter.parse("dstPort = 443"),
                        List.of(),
                        10,
                        new TimeRange(FlowFixture.FIRST, FlowFixture.FIRST + 20 * HOUR),
                        Resolution.MINUTE);
        SeriesAnswer answer = state.series(series);
        assertThat(
                        answer.series().getFirst().points().stream()
                                .filter(Objects::nonNull)
                                .mapToLong(Long::longValue)
                                .sum())
                .isEqualTo(bytes);
    }

    @Test
    void findsTheLastRowOfAFlowWhoseProcessWasLost() throws Exception {
        deliver(flow(1, 1, EndReason.NONE), flow(1, 2, EndReason.NONE));
        assertFound(flow(1, 2, EndReason.NONE));
        assertThat(state.flow(new FlowId(1, 1))).contains(flow(1, 2, EndReason.NONE));
        FlowQuery ended = new FlowQuery(PAST, Selection.ENDED, FlowField.ID, true, 100, "");
        assertThat(state.flows(ended).total()).isZero();
    }

    @Test
    void findsTheEndOfAFlowInsteadOfItsHourlyRows() throws Exception {
        deliver(flow(1, 1, EndReason.NONE), flow(2, 1, EndReason.NONE));
        assertFound(flow(1, 1, EndReason.NONE), flow(2, 1, EndReason.NONE));
        deliver(flow(1, 3, EndReason.IDLE_TIMEOUT));
        assertFound(flow(1, 3, EndReason.IDLE_TIMEOUT), flow(2, 1, EndReason.NONE));
        deliver(flow(2, 2, EndReason.NONE));
        assertFound(flow(1, 3, EndReason.IDLE_TIMEOUT), flow(2, 2, EndReason.NONE));
    }

    @Test
    void findsTheFlowOfMemoryInsteadOfItsHourlyRows() throws Exception {
        deliver(flow(1, 1, EndReason.NONE), flow(1, 2, EndReason.NONE));
        live.flows.add(flow(1, 9, EndReason.NONE));
        assertFound(flow(1, 9, EndReason.NONE));
    }

    @Test
    void leavesOutRowsThatMatchWhileTheFlowOfMemoryDoesNot() throws Exception {
        deliver(flow(1, 1, EndReason.NONE));
        live.flows.add(flow(1, 9, EndReason.NONE));
        FlowFilter small = FlowFilter.parse("packets < 100").and(PAST);
        FlowQuery query = new FlowQuery(small, Selection.ALL, FlowField.ID, true, 100, "");
        assertThat(state.flows(query).flows()).isEmpty();
    }
}
