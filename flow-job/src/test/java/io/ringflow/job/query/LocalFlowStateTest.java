package io.ringflow.job.query;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.host.HostName;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.model.thread.ServiceLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LocalFlowStateTest {

    private static final long SEED = 11;
    private static final Observer OTHER = new Observer("host-b", "eth1");

    private final Random random = new Random(SEED);
    private final PublishedShards shards = new PublishedShards(3);

    @AfterEach
    void withdraw() {
        shards.close();
    }

    /** Packets of random flows among some hosts, within a second from a time. */
    private List<Packet> packets(int count, int hosts, long fromMillis) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int protocol = random.nextInt(3) == 0 ? Protocols.UDP : Protocols.TCP;
            Packet packet =
                    new Packet(
                            ms(fromMillis) + i * 1_000_000L * 900 / count,
                            Packet.end(1 + random.nextInt(hosts), 40_000 + random.nextInt(3)),
                            Packet.end(
                                    1000 + random.nextInt(5), protocol == Protocols.TCP ? 443 : 53),
                            protocol,
                            protocol == Protocols.TCP ? Packet.ACK : 0,
                            60 + random.nextInt(1000));
            packets.add(random.nextInt(4) == 0 ? packet.back() : packet);
        }
        return packets;
    }

    private static FlowQuery query(FlowField sort, boolean descending, int limit, String cursor) {
        return new FlowQuery(FlowFilter.ALL, Selection.ALL, sort, descending, limit, cursor);
    }

    private static List<FlowId> ids(List<Flow> flows) {
        return flows.stream().map(Flow::id).toList();
    }

    @Test
    void scansAllFlowsInOrderOfTable() {
        shards.see(Fragments.OBSERVER, packets(2000, 100, 0)).see(OTHER, packets(500, 100, 0));
        shards.advance(2_000);

        assertThat(shards.scanned("")).hasSizeGreaterThan(500).isEqualTo(shards.held());
    }

    @Test
    void endsScanWhenReceiverReturnsFalse() {
        shards.see(Fragments.OBSERVER, packets(500, 100, 0)).advance(2_000);
        List<Flow> taken = new ArrayList<>();

        var unused =
                shards.state.scan(
                        FlowFilter.ALL,
                        Selection.ALL,
                        flow -> {
                            taken.add(flow);
                            return taken.size() < 7;
                        });

        assertThat(taken).hasSize(7);
    }

    @Test
    void scanSendsEachFlowOnceIfOtherShardsAreEmpty() {
        try (PublishedShards sparse = new PublishedShards(3, 8).answerForAll(8)) {
            sparse.see(Fragments.OBSERVER, packets(100, 60, 0)).advance(2_000);

            assertThat(sparse.scanned("packets > 0")).isNotEmpty().hasSameSizeAs(sparse.held());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OBSERVERS")
    void sortsByEachFieldInBothDirectionsWithAbsentValuesLast(FlowField field) {
        shards.see(Fragments.OBSERVER, packets(800, 60, 0)).see(OTHER, packets(100, 60, 0));
        shards.advance(2_000);

        for (boolean descending : new boolean[] {false, true}) {
            FlowPage page = shards.state.flows(query(field, descending, 150, ""));
            List<Flow> all = new ArrayList<>(shards.held());
            all.sort(new ObjectOrder(field, descending));
            assertThat(ids(page.flows())).isEqualTo(ids(all.subList(0, 150)));
            assertThat(page.total()).isEqualTo(all.size());
        }
    }

    @Test
    void pagesThroughChangingListWithoutRepeatingOrMissingFlow() {
        shards.see(Fragments.OBSERVER, packets(1500, 200, 0)).advance(2_000);
        Set<FlowId> atStart = new HashSet<>(ids(shards.held()));
        List<FlowId> paged = new ArrayList<>();
        String cursor = "";
        long now = 2_000;
        do {
            FlowPage page = shards.state.flows(query(FlowField.BYTES, true, 37, cursor));
            paged.addAll(ids(page.flows()));
            cursor = page.cursor();
            // Any flow may overtake others, and new flows start.
            shards.see(Fragments.OBSERVER, packets(300, 220, now)).advance(now + 1_000);
            now += 1_000;
        } while (!cursor.isEmpty());

        Set<FlowId> throughout = new HashSet<>(ids(shards.held()));
        throughout.retainAll(atStart);
        assertThat(paged).doesNotHaveDuplicates().containsAll(throughout);
        assertThat(atStart).containsAll(paged);
    }

    @Test
    void repeatsLastPageOnRequest() {
        shards.see(Fragments.OBSERVER, packets(900, 200, 0)).advance(2_000);
        FlowPage first = shards.state.flows(query(FlowField.PACKETS, true, 50, ""));
        FlowPage second = shards.state.flows(query(FlowField.PACKETS, true, 50, first.cursor()));

        FlowPage again = shards.state.flows(query(FlowField.PACKETS, true, 50, first.cursor()));
        FlowPage third = shards.state.flows(query(FlowField.PACKETS, true, 50, second.cursor()));

        assertThat(again.flows()).isEqualTo(second.flows());
        assertThat(ids(third.flows()))
                .hasSize(50)
                .doesNotContainAnyElementsOf(ids(first.flows()))
                .doesNotContainAnyElementsOf(ids(second.flows()));
    }

    @Test
    void continuesFromSameFirstPageForEachClient() {
        shards.see(Fragments.OBSERVER, packets(900, 200, 0)).advance(2_000);
        FlowPage first = shards.state.flows(query(FlowField.PACKETS, true, 50, ""));
        List<List<FlowId>> paged = List.of(new ArrayList<>(), new ArrayList<>());
        List<String> cursors = new ArrayList<>(List.of(first.cursor(), first.cursor()));
        while (!cursors.get(0).isEmpty()) {
            for (int client = 0; client < 2; client++) {
                FlowPage page =
                        shards.state.flows(
                                query(FlowField.PACKETS, true, 50 + client, cursors.get(client)));
                paged.get(client).addAll(ids(page.flows()));
                cursors.set(client, page.cursor());
            }
        }

        Set<FlowId> others = new HashSet<>(ids(shards.held()));
        others.removeAll(ids(first.flows()));
        assertThat(paged.get(0)).containsExactlyInAnyOrderElementsOf(others);
        assertThat(paged.get(1)).isEqualTo(paged.get(0));
    }

    @Test
    void keepsContinuedSessionHoweverManyListsStart() {
        shards.see(Fragments.OBSERVER, packets(60, 50, 0)).advance(2_000);
        String first = shards.state.flows(query(FlowField.PACKETS, true, 5, "")).cursor();
        String second = shards.state.flows(query(FlowField.PACKETS, true, 5, first)).cursor();

        for (int i = 0; i < 5_000; i++) {
            shards.state.flows(query(FlowField.BYTES, true, 1, ""));
        }

        assertThat(shards.state.flows(query(FlowField.PACKETS, true, 5, second)).flows())
                .hasSize(5);
        assertReason(query(FlowField.PACKETS, true, 5, first), StateException.Reason.CURSOR_GONE);
    }

    @Test
    void omitsCursorOnLastPage() {
        shards.see(Fragments.OBSERVER, packets(300, 50, 0)).advance(2_000);
        int all = shards.held().size();

        assertThat(shards.state.flows(query(FlowField.ID, false, all, "")).cursor()).isEmpty();
        assertThat(shards.state.flows(query(FlowField.ID, false, all - 1, "")).cursor())
                .isNotEmpty();
    }

    @Test
    void refusesCursorOfOtherList() {
        shards.see(Fragments.OBSERVER, packets(300, 50, 0)).advance(2_000);
        String cursor = shards.state.flows(query(FlowField.BYTES, true, 5, "")).cursor();

        assertReason(query(FlowField.BYTES, false, 5, cursor), StateException.Reason.REFUSED);
        assertReason(query(FlowField.BYTES, true, 5, "12.1"), StateException.Reason.CURSOR_GONE);
        assertReason(query(FlowField.BYTES, true, 5, "x"), StateException.Reason.CURSOR_GONE);
        assertReason(
                query(FlowField.BYTES, true, 5, cursor.replace(".1", ".7")),
                StateException.Reason.CURSOR_GONE);
    }

    private void assertReason(FlowQuery query, StateException.Reason reason) {
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> shards.state.flows(query))
                .extracting(
                        StateException::reason,
                        InstanceOfAssertFactories.type(StateException.Reason.class))
                .isEqualTo(reason);
    }

    @Test
    void findsOpenAndEndedFlowById() {
        try (PublishedShards one = new PublishedShards(1)) {
            one.see(Fragments.OBSERVER, packets(100, 30, 0)).advance(2_000);
            Flow flow = one.held().get(3);

            assertThat(one.state.flow(flow.id())).contains(flow);
            one.advance(200_000);
            assertThat(one.state.flow(flow.id())).get().returns(false, Flow::active);
            assertThat(one.state.flow(new FlowId(1, 2))).isEmpty();
        }
    }

    @Test
    void reportsSinceWhenAllFlowsAreKnown() {
        try (PublishedShards two = new PublishedShards(2)) {
            two.see(Fragments.OBSERVER, packets(100, 30, 0)).advance(2_000);
            two.see(Fragments.OBSERVER, packets(100, 30, 300_000)).advance(302_000);
            assertThat(two.state.health().known().flowsNanos())
                    .as("nothing dropped")
                    .isEqualTo(Long.MIN_VALUE);
            long last =
                    two.held().stream()
                            .filter(flow -> !flow.active())
                            .mapToLong(Flow::lastNanos)
                            .max()
                            .orElseThrow();

            two.advance(600_000);

            assertThat(two.held()).isNotEmpty().allMatch(flow -> flow.lastNanos() >= ms(300_000));
            assertThat(two.state.health().known().flowsNanos()).isEqualTo(last + 1);
        }
    }

    @Test
    void failsToFindFlowIfItsShardIsMissing() {
        try (PublishedShards half = new PublishedShards(1, 2)) {
            assertThatExceptionOfType(StateException.class)
                    .isThrownBy(() -> half.state.flow(new FlowId(-1, 2)))
                    .withMessageContaining("shard 1");
        }
    }

    @Test
    void reportsTimesAndMissingShardsOfAnswer() {
        try (PublishedShards some = new PublishedShards(2, 5)) {
            some.see(Fragments.OBSERVER, packets(100, 30, 0)).advance(2_000);
            some.see(Fragments.OBSERVER, packets(100, 30, 2_000)).advanceOne(1, 3_000);

            Coverage coverage = some.state.flows(query(FlowField.ID, true, 1, "")).coverage();

            assertThat(coverage.watermarkNanos()).isEqualTo(ms(2_000));
            assertThat(coverage.newestNanos()).isEqualTo(ms(3_000));
            assertThat(coverage.missing())
                    .containsExactly("3 of 5 shards: no task answers for them");
            assertThat(coverage.complete()).isFalse();
        }
    }

    @Test
    void reportsThatNoTaskIsRunning() {
        LocalFlowState none = new LocalFlowState(new JobID());

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> none.flows(query(FlowField.ID, true, 1, "")))
                .extracting(
                        StateException::reason,
                        InstanceOfAssertFactories.type(StateException.Reason.class))
                .isEqualTo(StateException.Reason.UNAVAILABLE);
        assertThat(none.health().complete()).isFalse();
    }

    @Test
    void reportsAThreadThatIsGoneAlsoIfNoTaskIsRunning() {
        ServiceLoop loop =
                ServiceLoop.start(
                        "lost",
                        () -> {
                            throw new InterruptedException("by somebody else");
                        });
        try {
            assertThat(loop.awaitEnd(Duration.ofMinutes(1))).isTrue();
            assertThat(new LocalFlowState(new JobID()).health().problems())
                    .containsExactly(HostName.get() + ": the thread lost has ended");
        } finally {
            loop.close();
        }
    }

    @Test
    void leavesTimeSeriesToOtherProcessesOnlyIfTheyHoldShards() {
        assertThat(seriesOfShards(0, 0).coverage().missing())
                .isNotEmpty()
                .allMatch(sentence -> sentence.endsWith(Coverage.OF_ROLLUPS));
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> seriesOfShards(0, 1))
                .extracting(
                        StateException::reason,
                        InstanceOfAssertFactories.type(StateException.Reason.class))
                .isEqualTo(StateException.Reason.UNAVAILABLE);
    }

    /** The answer of a process that has no rollups and some of a job's two shards. */
    private static SeriesAnswer seriesOfShards(int first, int last) {
        JobID job = new JobID();
        QueryableState process = QueryableState.register(job, 2, StateService.NONE);
        process.answerFor(new KeyGroupRange(first, last));
        try {
            return new LocalFlowState(job)
                    .series(
                            new SeriesQuery(
                                    Metric.BYTES,
                                    Dimension.PROTOCOL,
                                    List.of("tcp"),
                                    1,
                                    new TimeRange(ms(0), ms(2_000)),
                                    Resolution.SECOND));
        } finally {
            process.withdraw();
        }
    }
}
