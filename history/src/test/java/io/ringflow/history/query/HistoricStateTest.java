package io.ringflow.history.query;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowOrder;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.text.TimeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions over memory and history find each flow once. */
class HistoricStateTest {

    private static final long MINUTE = 60_000_000_000L;
    private static final long START = FlowFixture.FIRST - FlowFixture.FIRST % MINUTE;
    private static final int FLOWS = 300;
    private static final FlowFilter PAST = FlowFilter.parse("lastSeen >= \"2026-01-01\"");

    @TempDir private Path directory;

    private final MemoryFlows live = new MemoryFlows();
    private final Random random = new Random(7);
    private HistoryDirectory written;
    private HistoryReader reader;
    private HistoricState state;

    /** All flows: the older half in history only, some in both, the newest in memory only. */
    private List<Flow> flows;

    @BeforeEach
    void storeFlows() throws Exception {
        written = new HistoryDirectory(directory);
        reader = new HistoryReader(directory, 256_000_000);
        state = new HistoricState(live, reader);
        flows = IntStream.range(0, FLOWS).mapToObj(this::flow).toList();
        written.add(flows.subList(0, 100));
        written.add(flows.subList(100, 200));
        live.flows.addAll(flows.subList(150, FLOWS));
        live.knownNanos = flows.get(150).lastNanos();
        live.watermarkNanos = flows.getLast().lastNanos();
    }

    @AfterEach
    void close() {
        reader.close();
    }

    /** One flow a minute, of some hours. */
    private Flow flow(int number) {
        FlowFixture flow = new FlowFixture();
        flow.event = FlowEvent.NONE;
        flow.id = new FlowId(random.nextInt(), random.nextLong());
        flow.srcAddr = "10.0." + random.nextInt(3) + '.' + random.nextInt(5);
        flow.dstPort = random.nextBoolean() ? 443 : 53;
        flow.vlanId = random.nextInt(4) - 1;
        flow.endReason = EndReason.IDLE_TIMEOUT;
        long first = START + number * MINUTE + random.nextInt(1000);
        flow.src = FlowSide.of(1 + random.nextInt(3), random.nextInt(50), first, first + 1000);
        flow.dst = FlowSide.of(1, 60, first, first + random.nextInt(5_000));
        return flow.flow();
    }

    private static FlowQuery query(FlowFilter filter, FlowField sort, int limit, String cursor) {
        return new FlowQuery(filter, Selection.ALL, sort, true, limit, cursor);
    }

    @Test
    void listsFlowsOfMemoryAndHistoryInOrder() {
        for (FlowField sort :
                List.of(
                        FlowField.BYTES,
                        FlowField.LAST_SEEN,
                        FlowField.SRC_ADDR,
                        FlowField.VLAN_ID,
                        FlowField.PROTOCOL,
                        FlowField.DURATION_MS,
                        FlowField.COMMUNITY_ID,
                        FlowField.GAP,
                        FlowField.ID)) {
            List<FlowId> expected =
                    flows.stream().sorted(new FlowOrder(sort, true)).map(Flow::id).toList();
            List<FlowId> listed = new ArrayList<>();
            String cursor = "";
            do {
                FlowPage page = state.flows(query(PAST, sort, 77, cursor));
                assertThat(page.total()).isEqualTo(FLOWS);
                page.flows().forEach(flow -> listed.add(flow.id()));
                cursor = page.cursor();
            } while (!cursor.isEmpty());
            assertThat(listed).as("%s", sort).isEqualTo(expected);
        }
    }

    @Test
    void returnsFlowsOfHistoryAsTheyWere() {
        FlowFilter filter = FlowFilter.parse("id = " + flows.get(3).id()).and(PAST);
        assertThat(state.flows(query(filter, FlowField.BYTES, 10, "")).flows())
                .containsExactly(flows.get(3));
        assertThat(state.flow(flows.get(3).id())).contains(flows.get(3));
        assertThat(state.flow(new FlowId(1, 2))).isEmpty();
    }

    @Test
    void pagesRepeatAndLoseNothingWhileFlowsMoveIntoHistory() throws Exception {
        List<FlowId> listed = new ArrayList<>();
        FlowPage page = state.flows(query(PAST, FlowField.BYTES, 20, ""));
        while (true) {
            page.flows().forEach(flow -> listed.add(flow.id()));
            if (page.cursor().isEmpty()) {
                break;
            }
            List<Flow> moved = new ArrayList<>();
            for (Flow flow : List.copyOf(live.flows)) {
                if (moved.size() < 15 && flows.indexOf(flow) >= 200) {
                    moved.add(flow);
                }
            }
            if (!moved.isEmpty()) {
                written.add(moved);
            }
            live.flows.removeAll(moved);
            live.flows.removeIf(flow -> flows.contains(flow) && flows.indexOf(flow) < 200);
            // Flows that start after the first page are not part of the list.
            live.flows.add(flow(FLOWS + listed.size()));
            page = state.flows(query(PAST, FlowField.BYTES, 20, page.cursor()));
        }
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(flows.stream().map(Flow::id).toList());
    }

    @Test
    void scansEachFlowOnce() {
        List<Flow> scanned = new ArrayList<>();
        state.scan(PAST, Selection.ALL, scanned::add);
        assertThat(scanned).containsExactlyInAnyOrderElementsOf(flows);
    }

    @Test
    void endsScanWhenReceiverReturnsFalse() {
        List<Flow> scanned = new ArrayList<>();
        state.scan(
                PAST,
                Selection.ALL,
                flow -> {
                    scanned.add(flow);
                    return scanned.size() < 170;
                });
        assertThat(scanned).hasSize(170);
    }

    @Test
    void ranksKeysOfMemoryAndHistory() {
        TopQuery query =
                new TopQuery(
                        List.of(field("srcAddr"), field("vlanId")),
                        Metric.BYTES,
                        PAST,
                        Optional.empty(),
                        5);
        TopAnswer answer = state.top(query);
        long total = flows.stream().mapToLong(Flow::bytes).sum();
        long listed = answer.top().stream().mapToLong(TopAnswer.Entry::bytes).sum();
        assertThat(listed + answer.other().bytes()).isEqualTo(total);
        for (TopAnswer.Entry entry : answer.top()) {
            List<Flow> group =
                    flows.stream()
                            .filter(
                                    flow ->
                                            entry.key()
                                                    .equals(
                                                            List.of(
                                                                    flow.srcAddr().toString(),
                                                                    flow.vlanId() < 0
                                                                            ? ""
                                                                            : flow.vlanId() + "")))
                            .toList();
            assertThat(entry.flows()).isEqualTo(group.size());
            assertThat(entry.bytes()).isEqualTo(group.stream().mapToLong(Flow::bytes).sum());
            assertThat(entry.packets()).isEqualTo(group.stream().mapToLong(Flow::packets).sum());
            assertThat(entry.share()).isEqualTo(entry.bytes() / (double) total);
        }
        assertThat(answer.top()).isSortedAccordingTo((a, b) -> Long.compare(b.bytes(), a.bytes()));
    }

    @Test
    void countsEitherAddressAndEachObserverInTopLists() {
        for (String by : List.of("addr", "port", "host", "interface", "firstSeen", "rttMs")) {
            TopAnswer answer =
                    state.top(
                            new TopQuery(
                                    List.of(field(by)),
                                    Metric.FLOWS,
                                    PAST,
                                    Optional.empty(),
                                    1000));
            long counted = answer.top().stream().mapToLong(TopAnswer.Entry::flows).sum();
            long talksToItself =
                    flows.stream().filter(flow -> flow.srcAddr().equals(flow.dstAddr())).count();
            long expected =
                    by.equals("addr")
                            ? 2 * FLOWS - talksToItself
                            : by.equals("port") ? 2 * FLOWS : FLOWS;
            assertThat(counted).as(by).isEqualTo(expected);
        }
    }

    @Test
    void asksMemoryAloneIfItKnowsAllThatIsAskedFor() {
        String known = TimeText.of(live.knownNanos);
        for (String filter : List.of("", "bytes > 1", "lastSeen >= \"" + known + '"')) {
            live.asked = false;
            state.flows(query(FlowFilter.parse(filter), FlowField.BYTES, 10, ""));
            assertThat(live.asked).as(filter).isTrue();
        }
    }

    @Test
    void saysSinceWhenTheHistoryHasFlows() {
        assertThat(state.health().known().recordedFlowsNanos())
                .isEqualTo(flows.getFirst().lastNanos() / 1000 * 1000);
    }

    private static FilterField field(String name) {
        return FilterField.named(name).orElseThrow();
    }
}
