package io.ringflow.server;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowField;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.FlowPage;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.FlowStatistics;
import io.ringflow.model.state.InterfaceStatus;
import io.ringflow.model.state.JobHealth;
import io.ringflow.model.state.Percentiles;
import io.ringflow.model.state.SeriesAnswer;
import io.ringflow.model.state.SeriesQuery;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.model.state.TopQuery;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A flow state whose values a test sets; any thread may read them. */
public final class FakeFlowState implements FlowState {

    /** 2026-01-01T00:00:00Z. */
    public static final long START_NANOS = 1_767_225_600_000_000_000L;

    public static final Observer ETH0 = new Observer("host-a", "eth0");

    public volatile List<Flow> flows = List.of();
    public volatile long watermarkNanos = START_NANOS + 5_000_000_000L;
    public volatile FlowStatistics statistics =
            new FlowStatistics(
                    100,
                    90_000,
                    12,
                    List.of(0L, 1L, 2L, 3L, 4L, 5L),
                    7,
                    5,
                    6,
                    10,
                    1234.5678,
                    0.25,
                    Percentiles.NONE,
                    Percentiles.NONE,
                    Percentiles.NONE,
                    new Coverage(8, 8, List.of(), START_NANOS, START_NANOS));
    public volatile List<InterfaceStatus> interfaces =
            List.of(captured(InterfaceStatus.State.UP, 0));
    public volatile List<CaptureGap> gaps = List.of();
    public volatile JobHealth health = new JobHealth(8, 8, START_NANOS, "");
    public volatile Optional<RuntimeException> failure = Optional.empty();

    /** A state with flows 1 to count; flow i has i packets and 100 i bytes, even ones ended. */
    public static FakeFlowState withFlows(int count) {
        FakeFlowState state = new FakeFlowState();
        state.flows = IntStream.rangeClosed(1, count).mapToObj(FakeFlowState::flow).toList();
        return state;
    }

    /** A TCP flow from 10.0.0.1 to 10.1.x.y, all of whose numbers follow from one. */
    public static Flow flow(int number) {
        long first = START_NANOS + number * 1_000_000L;
        long last = first + 1_500_000;
        return new Flow(
                new FlowId(number, number),
                FlowEvent.NONE,
                IpAddress.parse("10.0.0.1"),
                IpAddress.v4(0x0a01_0000 + number),
                40_000,
                443,
                6,
                4,
                -1,
                Tunnel.NONE,
                number % 2 == 0 ? EndReason.END_OF_FLOW : EndReason.NONE,
                new FlowSide(number, 100L * number, 0x1b, first, last, 0, 0, true),
                FlowSide.SILENT,
                100,
                100,
                10_000L * number,
                -1,
                0,
                -1,
                -1,
                0,
                InitiatorRule.SYN,
                FlowLabels.NONE,
                List.of(new ObserverCount(ETH0, number, 100L * number, first, last)),
                false);
    }

    /** The capture of eth0 with a state and a number of drops. */
    public static InterfaceStatus captured(InterfaceStatus.State state, long drops) {
        return new InterfaceStatus(
                ETH0,
                state,
                1000,
                64_000,
                50.5,
                25_600,
                drops,
                2,
                Map.of("short", 3L),
                Map.of("fragment-overlap", 4L),
                0.125,
                1);
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        failIfTold();
        List<Flow> matches =
                flows.stream()
                        .filter(flow -> query.selection().selects(flow.active()))
                        .filter(query.filter()::matches)
                        .sorted(order(query))
                        .toList();
        List<Flow> page = matches.subList(0, Math.min(query.limit(), matches.size()));
        return new FlowPage(
                page,
                matches.size(),
                "",
                new Coverage(8, 8, List.of(), watermarkNanos, watermarkNanos));
    }

    private static Comparator<Flow> order(FlowQuery query) {
        Comparator<Flow> ascending =
                query.sort() == FlowField.BYTES
                        ? Comparator.comparingLong(Flow::bytes)
                        : Comparator.comparing(flow -> query.sort().text(flow).orElse(""));
        return query.descending() ? ascending.reversed() : ascending;
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        failIfTold();
        return flows.stream().filter(flow -> flow.id().equals(id)).findFirst();
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TopAnswer top(TopQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeriesAnswer series(SeriesQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FlowStatistics statistics() {
        failIfTold();
        return statistics;
    }

    @Override
    public List<InterfaceStatus> interfaces() {
        failIfTold();
        return interfaces;
    }

    @Override
    public List<CaptureGap> gaps() {
        failIfTold();
        return gaps;
    }

    @Override
    public JobHealth health() {
        failIfTold();
        return health;
    }

    private void failIfTold() {
        failure.ifPresent(
                e -> {
                    throw e;
                });
    }
}
