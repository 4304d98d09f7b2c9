package io.ringflow.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringflow.model.Flow;
import io.ringflow.model.Waiting;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.rpc.discovery.Discovery;
import io.ringflow.rpc.discovery.Endpoint;
import io.ringflow.rpc.discovery.FixedDiscovery;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.StateParts;
import io.ringflow.rpc.wire.v1.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Even if processes fail, lie or move, an answer is correct or reports what is missing. */
class ClusterFailuresTest {

    private static final List<Flow> FLOWS = new RandomFlows(7).list(300);

    private final FakeCluster cluster = new FakeCluster(FLOWS);
    private final FakeProcess first = cluster.processes.get(0);
    private final FakeProcess second = cluster.processes.get(1);

    @AfterEach
    void close() {
        cluster.close();
    }

    private static FlowQuery all(int limit, String cursor) {
        return new FlowQuery(
                FlowFilter.ALL, FlowQuery.Selection.ALL, FlowField.BYTES, true, limit, cursor);
    }

    private static Reason reasonOf(ThrowingCallable question) {
        StateException failure = catchThrowableOfType(StateException.class, question);
        assertThat(failure).isNotNull();
        return failure.reason();
    }

    private int flowsWithout(FakeProcess process) {
        return FLOWS.size() - process.state.flows.size();
    }

    @Test
    void reportsProcessThatDoesNotAnswerInTime() {
        first.silent = true;
        FlowStatistics statistics = cluster.state.statistics();
        assertThat(statistics.flows()).isEqualTo(flowsWithout(first));
        assertThat(statistics.coverage().complete()).isFalse();
        assertThat(statistics.coverage().shards()).isEqualTo(16);
        assertThat(statistics.coverage().missing())
                .contains(
                        first.endpoint() + " did not answer in time",
                        "8 of 24 shards: no process answers for them");
    }

    @Test
    void reportsBusyProcess() {
        first.failure = Optional.of(new StateException(Reason.BUSY, "too many"));
        FlowPage page = cluster.state.flows(all(10, ""));
        assertThat(page.total()).isEqualTo(flowsWithout(first));
        assertThat(page.coverage().missing()).anyMatch(text -> text.contains("too many"));
        cluster.processes.forEach(
                process ->
                        process.failure = Optional.of(new StateException(Reason.BUSY, "too many")));
        assertThat(reasonOf(() -> cluster.state.flows(all(10, "")))).isEqualTo(Reason.BUSY);
    }

    @Test
    void refusesQueryThatOneProcessRefuses() {
        first.failure = Optional.of(new StateException(Reason.REFUSED, "costs too much"));
        assertThat(reasonOf(() -> cluster.state.statistics())).isEqualTo(Reason.REFUSED);
    }

    @Test
    void reportsStoppedProcessUntilItIsBack() {
        int port = first.endpoint().port();
        first.close();
        FlowStatistics without = cluster.state.statistics();
        assertThat(without.coverage().complete()).isFalse();
        assertThat(without.flows()).isEqualTo(flowsWithout(first));
        Waiting.until("incomplete health", () -> !cluster.state.health().complete());
        assertThat(cluster.state.interfaces()).hasSize(2);
        assertThat(cluster.state.interfaces().missing())
                .contains("8 of 24 shards: no process answers for them");
        assertThat(reasonOf(() -> cluster.state.interfaces().ofAll()))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(cluster.state.gaps()).hasSize(2);
        assertThat(cluster.state.gaps().missing())
                .contains("8 of 24 shards: no process answers for them");
        try (FakeProcess back = FakeCluster.process(FLOWS, 0, port)) {
            Waiting.until("all shards", () -> cluster.state.health().complete());
            FlowStatistics again = cluster.state.statistics();
            assertThat(again.flows()).isEqualTo(FLOWS.size());
            assertThat(again.coverage().complete()).isTrue();
            assertThat(back.calls("Statistics")).isEqualTo(1);
        }
    }

    @Test
    void countsShardOnceIfTwoProcessesClaimIt() {
        // The second process takes over a shard, but the first one does not know that it lost it.
        BitSet more = FakeCluster.shards(1);
        more.set(3);
        second.shards = more;
        second.claimedMillis = 2;
        FlowStatistics statistics = cluster.state.statistics();
        assertThat(statistics.flows()).isEqualTo(flowsWithout(first));
        assertThat(statistics.coverage().shards()).isEqualTo(17);
        assertThat(statistics.coverage().missing())
                .contains(
                        first.endpoint()
                                + " was left out: a later process answers for the same shards",
                        "7 of 24 shards: no process answers for them");
        List<Flow> scanned = new ArrayList<>();
        Coverage coverage =
                cluster.state.scan(FlowFilter.ALL, FlowQuery.Selection.ALL, scanned::add);
        assertThat(scanned).doesNotHaveDuplicates().hasSize(flowsWithout(first));
        assertThat(coverage.missing()).isEqualTo(statistics.coverage().missing());
    }

    @Test
    void saysToProcessThatKeepsShardsWhichOthersHaveTakenOver() {
        BitSet both = FakeCluster.shards(0);
        both.or(FakeCluster.shards(1));
        second.kept = new StateParts(FakeCluster.shards(0), FakeCluster.shards(0), new BitSet());
        second.claimedMillis = 0;
        second.shards = both;
        Waiting.until("all shards", () -> cluster.state.statistics().coverage().complete());
        assertThat(second.shards).isEqualTo(FakeCluster.shards(1));
        assertThat(cluster.state.statistics().flows()).isEqualTo(FLOWS.size());
    }

    @Test
    void letsProcessKeepShardsThatNoOtherHas() {
        second.kept = new StateParts(FakeCluster.shards(1), FakeCluster.shards(1), new BitSet());
        awaitGreetings(second, 5);
        assertThat(second.kept.shards()).isEqualTo(FakeCluster.shards(1));
    }

    @Test
    void asksProcessOnceIfItIsListedTwice() {
        try (ClusterFlowState state =
                FakeCluster.client(
                        List.of(
                                first.endpoint(),
                                new Endpoint("localhost", first.endpoint().port())))) {
            assertThat(state.statistics().flows()).isEqualTo(first.state.flows.size());
            assertThat(state.statistics().coverage().missing())
                    .containsExactly("16 of 24 shards: no process answers for them");
        }
    }

    /** The cluster, and a process that says in greetings that it holds nothing. */
    private List<Endpoint> endpointsWith(FakeProcess empty) {
        empty.shards = new BitSet();
        return Stream.concat(Stream.of(empty), cluster.processes.stream())
                .map(FakeProcess::endpoint)
                .toList();
    }

    @Test
    void asksProcessesWithoutStateForHealthAlone() {
        try (FakeProcess empty = FakeCluster.process(List.of(), 0, 0);
                ClusterFlowState state = FakeCluster.client(endpointsWith(empty))) {
            assertThat(state.health().complete()).isTrue();
            assertThat(state.statistics().coverage().complete()).isTrue();
            assertThat(state.flows(all(10, "")).total()).isEqualTo(FLOWS.size());
            assertThat(empty.calls)
                    .containsKey("Health")
                    .doesNotContainKeys("Statistics", "ListFlows");
        }
    }

    @Test
    void findsStateThatMovedSinceTheLastGreeting() {
        try (FakeProcess empty = FakeCluster.process(FLOWS, 0, 0);
                ClusterFlowState state =
                        FakeCluster.client(
                                new FixedDiscovery("", endpointsWith(empty)),
                                Duration.ofHours(1))) {
            empty.shards = FakeCluster.shards(0);
            first.close();
            FlowStatistics statistics = state.statistics();
            assertThat(statistics.flows()).isEqualTo(FLOWS.size());
            assertThat(statistics.coverage().shards()).isEqualTo(FakeCluster.SHARDS);
            assertThat(empty.calls("Statistics")).isEqualTo(1);
        }
    }

    @Test
    void triesOtherPortsOfHostOnceSomethingIsMissing() {
        cluster.state.close(); // it greets too
        int unused;
        try (FakeProcess stopped = FakeCluster.process(FLOWS, 0, 0)) {
            unused = stopped.endpoint().port();
        }
        List<Endpoint> endpoints =
                Stream.concat(
                                Stream.of(new Endpoint("127.0.0.1", unused)),
                                cluster.processes.stream().map(FakeProcess::endpoint))
                        .toList();
        try (ClusterFlowState state = FakeCluster.client(endpoints)) {
            Waiting.until("all processes", () -> state.health().complete());
            awaitGreetings(first, 3); // the second of them may still look everywhere
            try (FakeProcess late = FakeCluster.process(FLOWS, 0, unused)) {
                awaitGreetings(first, 5);
                assertThat(late.calls("Hello")).isZero();

                first.close();
                Waiting.until("all shards", () -> state.health().complete());
                assertThat(state.statistics().flows()).isEqualTo(FLOWS.size());
            }
        }
    }

    private static void awaitGreetings(FakeProcess process, int more) {
        int enough = process.calls("Hello") + more;
        Waiting.until("greetings", () -> process.calls("Hello") >= enough);
    }

    @Test
    void ignoresProcessOfAnotherJob() {
        second.job = "ffffffffffffffffffffffffffffffff";
        Waiting.until(
                "statistics without the second process",
                () -> cluster.state.statistics().flows() == flowsWithout(second));
    }

    @Test
    void reportsProcessWhoseScanIsCutOff() {
        first.cutsOff = true;
        List<Flow> flows = new ArrayList<>();
        Coverage coverage = cluster.state.scan(FlowFilter.ALL, FlowQuery.Selection.ALL, flows::add);
        assertThat(coverage.complete()).isFalse();
        assertThat(coverage.shards()).isEqualTo(16);
        assertThat(coverage.missing())
                .contains(first.endpoint() + " closed its stream before the last flow");
    }

    @Test
    void reportsProcessWhoseScanCannotBeRead() {
        first.garbled = true;
        List<Flow> flows = new ArrayList<>();
        Coverage coverage = cluster.state.scan(FlowFilter.ALL, FlowQuery.Selection.ALL, flows::add);
        assertThat(coverage.complete()).isFalse();
        assertThat(coverage.missing())
                .anyMatch(text -> text.startsWith(first.endpoint() + " can't be read: "));
        assertThat(flows).containsAll(second.state.flows);
    }

    @Test
    void subscribesAgainAfterChangesThatCannotBeRead() throws Exception {
        try (Subscription changes = cluster.state.subscribe(FlowFilter.ALL)) {
            first.followers
                    .poll(60, TimeUnit.SECONDS)
                    .onNext(Wire.ChangedFlows.newBuilder().addFlows(FakeProcess.GARBLED).build());
            assertThat(changes.poll(Duration.ofMinutes(1)).orElseThrow().missed()).isEqualTo(1);
            ChangedFlows change = new ChangedFlows(5, FLOWS.subList(0, 2), 0);
            first.followers.poll(60, TimeUnit.SECONDS).onNext(AnswerWire.of(change));
            assertThat(changes.poll(Duration.ofMinutes(1))).contains(change);
        }
    }

    @Test
    void goesOnLookingForProcessesAfterUnexpectedFailures() {
        AtomicInteger calls = new AtomicInteger();
        Discovery discovery =
                () -> {
                    switch (calls.getAndIncrement()) {
                        case 1 -> throw new IllegalStateException("unexpected");
                        case 2 -> throw new NoClassDefFoundError("unexpected");
                        default -> {}
                    }
                    return new Discovery.Places("", List.of(first.endpoint()));
                };
        try (ClusterFlowState state = FakeCluster.client(discovery)) {
            Waiting.until("more discoveries", () -> calls.get() > 4);
            assertThat(state.statistics().flows()).isEqualTo(first.state.flows.size());
        }
    }

    @Test
    void keepsChannelWhileItsNameCannotBeResolved() {
        StateClientSettings settings =
                StateClientSettings.loopback(new FixedDiscovery("", List.of(first.endpoint())));
        Channels channels = new Channels(settings);
        Greeter greeter = new Greeter(channels);
        Endpoint nowhere = new Endpoint("host.invalid", first.endpoint().port());
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), first.endpoint().port());
        Greeter.Contact known =
                new Greeter.Contact(
                        Optional.empty(),
                        Optional.of(channels.open(nowhere, address)),
                        Optional.empty());
        try {
            assertThat(greeter.greet(nowhere, known, StateParts.NONE).process()).isPresent();
            assertThat(greeter.greet(nowhere, Greeter.Contact.NONE, StateParts.NONE).problem())
                    .hasValueSatisfying(text -> assertThat(text).contains("can't be resolved"));
        } finally {
            known.close();
        }
    }

    @Test
    void failsPageSessionAfterAProcessStopped() {
        FlowPage page = cluster.state.flows(all(50, ""));
        first.close();
        assertThat(
                        reasonOf(
                                () -> {
                                    String cursor = page.cursor();
                                    while (!cursor.isEmpty()) {
                                        cursor = cluster.state.flows(all(50, cursor)).cursor();
                                    }
                                }))
                .isEqualTo(Reason.CURSOR_GONE);
    }

    @Test
    void refusesUnknownCursorAndCursorOfAnotherList() {
        assertThat(reasonOf(() -> cluster.state.flows(all(10, "unknown"))))
                .isEqualTo(Reason.CURSOR_GONE);
        String cursor = cluster.state.flows(all(10, "")).cursor();
        FlowQuery other =
                new FlowQuery(
                        FlowFilter.parse("protocol = tcp"),
                        FlowQuery.Selection.ALL,
                        FlowField.BYTES,
                        true,
                        10,
                        cursor);
        assertThat(reasonOf(() -> cluster.state.flows(other))).isEqualTo(Reason.REFUSED);
    }

    @Test
    void isUnavailableWithoutProcesses() {
        try (ClusterFlowState state =
                FakeCluster.client(List.of(new Endpoint("host.invalid", 9440)))) {
            assertThat(reasonOf(state::statistics)).isEqualTo(Reason.UNAVAILABLE);
            assertThat(reasonOf(() -> state.flow(FLOWS.get(0).id()))).isEqualTo(Reason.UNAVAILABLE);
            assertThat(state.health().complete()).isFalse();
            assertThat(state.health().detail()).contains("host.invalid:9440");
        }
    }

    @Test
    void cancelsCallsOfInterruptedThread() {
        cluster.processes.forEach(process -> process.silent = true);
        Exchanger<Reason> exchanger = new Exchanger<>();
        Thread asking =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    Reason reason = reasonOf(cluster.state::statistics);
                                    assertThat(Thread.interrupted()).isTrue();
                                    exchange(exchanger, reason);
                                });
        Waiting.until("the call", () -> first.calls("Statistics") == 1);
        asking.interrupt();
        assertThat(exchange(exchanger, Reason.BUSY)).isEqualTo(Reason.TIMEOUT);
    }

    private static Reason exchange(Exchanger<Reason> exchanger, Reason reason) {
        try {
            return exchanger.exchange(reason, 60, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void followsChangesOfAllProcessesAcrossReconnects() throws Exception {
        try (Subscription changes = cluster.state.subscribe(FlowFilter.ALL)) {
            ChangedFlows change = new ChangedFlows(5, FLOWS.subList(0, 2), 0);
            for (FakeProcess process : cluster.processes) {
                var follower = process.followers.poll(60, TimeUnit.SECONDS);
                follower.onNext(AnswerWire.of(change));
                assertThat(changes.poll(Duration.ofMinutes(1))).contains(change);
                if (process == first) {
                    follower.onCompleted();
                }
            }
            ChangedFlows lost = changes.poll(Duration.ofMinutes(1)).orElseThrow();
            assertThat(lost.missed()).isEqualTo(1);
            assertThat(lost.flows()).isEmpty();
            first.followers.poll(60, TimeUnit.SECONDS).onNext(AnswerWire.of(change));
            assertThat(changes.poll(Duration.ofMinutes(1))).contains(change);
        }
    }
}
