package io.ringflow.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three processes that share the flows must answer as one process that has all flows. */
class ClusterMergeTest {

    private static final List<Flow> FLOWS = new RandomFlows(42).list(2000);

    private final MemoryState all = new MemoryState(FLOWS, FakeCluster.SHARDS, FakeCluster.SHARDS);
    private final FakeCluster cluster = new FakeCluster(FLOWS);

    @AfterEach
    void close() {
        cluster.close();
    }

    private static FlowQuery query(
            String filter, FlowField sort, boolean descending, int limit, String cursor) {
        return new FlowQuery(
                FlowFilter.parse(filter), FlowQuery.Selection.ALL, sort, descending, limit, cursor);
    }

    @Test
    void returnsSamePagesInEveryOrder() {
        for (FlowField sort :
                List.of(
                        FlowField.BYTES,
                        FlowField.TLS_SNI,
                        FlowField.FIRST_SEEN,
                        FlowField.SRC_ADDR)) {
            for (boolean descending : new boolean[] {true, false}) {
                assertSamePages("protocol = udp", sort, descending, 37);
                assertSamePages("", sort, descending, 700);
            }
        }
        assertSamePages("srcAddr = 10.0.0.7", FlowField.BYTES, true, 1);
        assertSamePages("srcAddr = 192.0.2.1", FlowField.BYTES, true, 10);
        assertSamePages("", FlowField.BYTES, false, 10_000);
    }

    private void assertSamePages(String filter, FlowField sort, boolean descending, int limit) {
        String cursor = "";
        String expectedCursor = "";
        do {
            FlowPage page = cluster.state.flows(query(filter, sort, descending, limit, cursor));
            FlowPage expected = all.flows(query(filter, sort, descending, limit, expectedCursor));
            assertThat(page.flows()).isEqualTo(expected.flows());
            assertThat(page.total()).isEqualTo(expected.total());
            assertThat(page.coverage()).isEqualTo(expected.coverage());
            assertThat(page.cursor().isEmpty()).isEqualTo(expected.cursor().isEmpty());
            assertThat(page.cursor().length()).isLessThan(100);
            cursor = page.cursor();
            expectedCursor = expected.cursor();
        } while (!cursor.isEmpty());
    }

    @Test
    void returnsSamePageAgainForSameCursor() {
        FlowPage first = cluster.state.flows(query("", FlowField.BYTES, true, 100, ""));
        FlowPage second =
                cluster.state.flows(query("", FlowField.BYTES, true, 100, first.cursor()));
        FlowPage again = cluster.state.flows(query("", FlowField.BYTES, true, 100, first.cursor()));
        assertThat(again.flows()).isEqualTo(second.flows());
    }

    @Test
    void mergesTopLists() {
        FilterField src = new FilterField.Single(FlowField.SRC_ADDR);
        FilterField dst = new FilterField.Single(FlowField.DST_ADDR);
        FilterField protocol = new FilterField.Single(FlowField.PROTOCOL);
        for (Metric metric : List.of(Metric.BYTES, Metric.PACKETS, Metric.FLOWS)) {
            for (List<FilterField> by : List.of(List.of(dst), List.of(src, protocol))) {
                TopQuery query = new TopQuery(by, metric, FlowFilter.ALL, Optional.empty(), 10);
                TopAnswer top = cluster.state.top(query);
                TopAnswer expected = all.top(query);
                assertThat(top.coverage()).isEqualTo(expected.coverage());
                assertThat(top.basis()).isEqualTo(expected.basis());
                assertSame(top.other(), expected.other());
                assertThat(top.top()).hasSameSizeAs(expected.top());
                for (int i = 0; i < 10; i++) {
                    assertSame(top.top().get(i), expected.top().get(i));
                }
            }
        }
    }

    private static void assertSame(TopAnswer.Entry entry, TopAnswer.Entry expected) {
        assertThat(entry.key()).isEqualTo(expected.key());
        assertThat(entry.bytes()).isEqualTo(expected.bytes());
        assertThat(entry.packets()).isEqualTo(expected.packets());
        assertThat(entry.flows()).isEqualTo(expected.flows());
        assertThat(entry.share()).isCloseTo(expected.share(), within(1e-9));
    }

    @Test
    void mergesSeries() {
        for (List<String> keys : List.of(List.<String>of(), List.of("tcp", "nothing"))) {
            SeriesQuery query =
                    new SeriesQuery(
                            Metric.BYTES,
                            Dimension.PROTOCOL,
                            keys,
                            2,
                            new TimeRange(RandomFlows.NANOS, RandomFlows.NANOS + 6_000_000_000L),
                            Resolution.SECOND);
            SeriesAnswer series = cluster.state.series(query);
            SeriesAnswer expected = all.series(query);
            assertThat(series.series()).containsExactlyInAnyOrderElementsOf(expected.series());
            assertThat(series.other()).isEqualTo(expected.other());
            assertThat(series.coverage()).isEqualTo(expected.coverage());
        }
    }

    @Test
    void addsUpStatistics() {
        FlowStatistics statistics = cluster.state.statistics();
        FlowStatistics expected = all.statistics();
        assertThat(statistics.newFlowsPerSecond()).isEqualTo(3);
        assertThat(statistics)
                .usingRecursiveComparison()
                .ignoringFields("newFlowsPerSecond", "largestShardFlows")
                .isEqualTo(expected);
        // Each fake counts its flows as one shard, so the largest one has less than all flows, but
        // no less than the average.
        assertThat(statistics.largestShardFlows()).isBetween(FLOWS.size() / 3L, FLOWS.size() - 1L);
    }

    @Test
    void scansEveryFlowOnce() {
        List<Flow> flows = new ArrayList<>();
        Coverage coverage = cluster.state.scan(FlowFilter.ALL, FlowQuery.Selection.ALL, flows::add);
        assertThat(flows).containsExactlyInAnyOrderElementsOf(FLOWS);
        assertThat(coverage).isEqualTo(all.coverage);
    }

    @Test
    void endsScanWhenReceiverReturnsFalse() {
        List<Flow> flows = new ArrayList<>();
        Coverage coverage =
                cluster.state.scan(
                        FlowFilter.ALL,
                        FlowQuery.Selection.ALL,
                        flow -> flows.add(flow) && flows.size() < 5);
        assertThat(flows).hasSize(5);
        assertThat(coverage.shards()).isEqualTo(FakeCluster.SHARDS);
    }

    @Test
    void looksUpFlowOnlyInProcessThatHasItsShard() {
        for (Flow flow : FLOWS.subList(0, 50)) {
            assertThat(cluster.state.flow(flow.id())).contains(flow);
        }
        assertThat(cluster.processes.stream().mapToInt(process -> process.calls("GetFlow")).sum())
                .isEqualTo(50);
        FlowId unknown = new FlowId(FLOWS.get(0).id().keyHash(), 17);
        assertThat(cluster.state.flow(unknown)).isEmpty();
    }

    @Test
    void joinsInterfacesAndGaps() {
        assertThat(cluster.state.interfaces().ofAll())
                .hasSize(3)
                .isSortedAccordingTo(Comparator.comparing(InterfaceStatus::observer));
        assertThat(cluster.state.gaps()).hasSize(3);
        assertThat(cluster.state.health().complete()).isTrue();
        assertThat(cluster.state.health().watermarkNanos()).isEqualTo(RandomFlows.NANOS);
    }

    @Test
    void namesWhatIsWrongInEachProcess() {
        assertThat(cluster.state.health().problems())
                .hasSize(3)
                .allMatch(problem -> problem.endsWith(": a thread has ended"));
    }

    @Test
    void addsUpTheLogsOfAnInterface() {
        assertThat(cluster.state.health().logs())
                .containsExactly(
                        new CaptureLogStatus(MemoryState.LOG.observer(), 3, 6, 0.75, 3, 12));
    }
}
