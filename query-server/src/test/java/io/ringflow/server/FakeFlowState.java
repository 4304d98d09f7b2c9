package io.ringflow.server;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowOrder;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.model.state.series.FlowSeries;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A flow state whose answers are set by the test. Any thread may ask. */
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
                    3,
                    6,
                    10,
                    1234.5678,
                    0.25,
                    new Percentiles(100, 64, 512, 1460, 1500, 1500),
                    new Percentiles(5, 1000, 20_000, 30_000.5, 30_100, 30_100),
                    Percentiles.NONE,
                    new Coverage(8, 8, List.of(), START_NANOS, START_NANOS));

    /** The missing parts that every coverage reports; with any of them, one shard is missing. */
    public volatile List<String> missing = List.of();

    /** Replaces the scan of the flows. */
    public volatile Optional<Consumer<FlowReceiver>> scan = Optional.empty();

    /** The last query for a top list; null if there was none. */
    public volatile TopQuery topQuery;

    /** The last query for a top list of an earlier window; null if there was none. */
    public volatile TopQuery earlierTopQuery;

    /** The answer to it. */
    public volatile TopAnswer earlierTop =
            new TopAnswer(
                    List.of(),
                    new TopAnswer.Entry(List.of(""), 0, 0, 0, 0),
                    TopAnswer.Basis.WINDOW,
                    new Coverage(8, 8, List.of(), START_NANOS, START_NANOS));

    /** The last query for time series; null if there was none. */
    public volatile SeriesQuery seriesQuery;

    /** The keys of time series if the query names none. */
    public volatile List<String> seriesKeys = List.of("");

    /** Replaces the points of time series: the value of the step that starts at a time. */
    public volatile Optional<LongUnaryOperator> traffic = Optional.empty();

    public volatile List<InterfaceStatus> interfaces =
            List.of(captured(InterfaceStatus.State.UP, 0));
    public volatile List<CaptureGap> gaps = List.of();
    public volatile Optional<String> savingProblem = Optional.empty();
    public volatile JobHealth health = new JobHealth(8, 8, START_NANOS, "");
    public volatile Optional<RuntimeException> failure = Optional.empty();

    public volatile Optional<HistoryStatus> history = Optional.empty();

    /** Whether health fails too if {@link #failure} is set. A real state's health never fails. */
    public volatile boolean healthFails = true;

    /** The number of calls of {@link #subscribe}. */
    public final AtomicInteger subscribed = new AtomicInteger();

    private final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** A state with flows 1 to count. Flow i has i packets and 100 i bytes; even flows ended. */
    public static FakeFlowState withFlows(int count) {
        FakeFlowState state = new FakeFlowState();
        state.flows = IntStream.rangeClosed(1, count).mapToObj(FakeFlowState::flow).toList();
        return state;
    }

    /** A TCP flow from 10.0.0.1 to 10.1.x.y; all its values follow from the number. */
    public static Flow flow(int number) {
        return flow(number, FlowEvent.NONE);
    }

    /** The same flow with an event. */
    public static Flow flow(int number, FlowEvent event) {
        return flow(number, event, ETH0);
    }

    /** The same flow as seen by another observer. */
    public static Flow flow(int number, FlowEvent event, Observer observer) {
        long first = START_NANOS + number * 1_000_000L;
        long last = first + 1_500_000;
        FlowSide src = FlowSide.of(number, 100L * number, first, last).withTcp(0x1b, 0, 0, true);
        return Flow.builder(new FlowId(number, number))
                .event(event)
                .addresses(IpAddress.parse("10.0.0.1"), IpAddress.v4(0x0a01_0000 + number))
                .ports(40_000, 443)
                .protocol(Protocols.TCP, 4)
                .endReason(number % 2 == 0 ? EndReason.END_OF_FLOW : EndReason.NONE)
                .sides(src, FlowSide.SILENT)
                .packetBytes(100, 100, 10_000L * number)
                .initiatorRule(InitiatorRule.SYN)
                .observers(
                        List.of(new ObserverCount(observer, number, 0, 100L * number, first, last)))
                .build();
    }

    /** The status of the capture of eth0. */
    public static InterfaceStatus captured(InterfaceStatus.State state, long drops) {
        return captured(ETH0, state, drops);
    }

    /** The status of another capture. */
    public static InterfaceStatus captured(
            Observer observer, InterfaceStatus.State state, long drops) {
        return new InterfaceStatus(
                observer,
                state,
                1000,
                64_000,
                50.5,
                25_600,
                drops,
                2,
                Map.of("short", 3L),
                Map.of("ethertype 0x88cc", 2L),
                Map.of("fragment-overlap", 4L),
                0.125,
                1,
                -1_500_000);
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        failIfSet();
        List<Flow> matches =
                flows.stream()
                        .filter(flow -> query.selection().selects(flow.active()))
                        .filter(query.filter()::matches)
                        .sorted(new FlowOrder(query.sort(), query.descending()))
                        .toList();
        int start = start(query.cursor());
        int end = Math.min(start + query.limit(), matches.size());
        return new FlowPage(
                matches.subList(start, end),
                matches.size(),
                end < matches.size() ? "after." + end : "",
                coverage());
    }

    private static int start(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        if (!cursor.startsWith("after.")) {
            throw new StateException(
                    StateException.Reason.CURSOR_GONE, "the cursor is unknown; start again");
        }
        return Integer.parseInt(cursor.substring("after.".length()));
    }

    private Coverage coverage() {
        int expected = 8;
        return new Coverage(
                missing.isEmpty() ? expected : expected - 1,
                expected,
                missing,
                watermarkNanos,
                watermarkNanos);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        failIfSet();
        return flows.stream().filter(flow -> flow.id().equals(id)).findFirst();
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        failIfSet();
        if (scan.isPresent()) {
            scan.get().accept(receiver);
            return coverage();
        }
        for (Flow flow : flows) {
            if (selection.selects(flow.active())
                    && filter.matches(flow)
                    && !receiver.accept(flow)) {
                break;
            }
        }
        return coverage();
    }

    /** Counts all packets of each flow, whatever the window. */
    @Override
    public TopAnswer top(TopQuery query) {
        failIfSet();
        if (query.untilNanos().isPresent()) {
            earlierTopQuery = query;
            return earlierTop;
        }
        topQuery = query;
        List<Flow> matches = flows.stream().filter(query.filter()::matches).toList();
        Map<List<String>, List<Flow>> byKey =
                matches.stream().collect(Collectors.groupingBy(flow -> key(query.by(), flow)));
        ToLongFunction<Flow> value = value(query.metric());
        double total = matches.stream().mapToLong(value).sum();
        List<TopAnswer.Entry> entries =
                byKey.entrySet().stream()
                        .map(group -> entry(group.getKey(), group.getValue(), value, total))
                        .sorted(
                                Comparator.comparingDouble(TopAnswer.Entry::share)
                                        .reversed()
                                        .thenComparing(entry -> String.join("\0", entry.key())))
                        .toList();
        int shown = Math.min(query.limit(), entries.size());
        List<Flow> rest =
                entries.subList(shown, entries.size()).stream()
                        .flatMap(entry -> byKey.get(entry.key()).stream())
                        .toList();
        return new TopAnswer(
                entries.subList(0, shown),
                entry(List.of(), rest, value, total),
                query.window().isPresent() ? TopAnswer.Basis.WINDOW : TopAnswer.Basis.FLOWS,
                coverage());
    }

    private static ToLongFunction<Flow> value(Metric metric) {
        return switch (metric) {
            case BYTES -> Flow::bytes;
            case PACKETS -> Flow::packets;
            default -> flow -> 1;
        };
    }

    private static List<String> key(List<FilterField> by, Flow flow) {
        return by.stream()
                .map(field -> FlowField.named(field.text()).orElseThrow())
                .map(field -> field.text(flow).orElse(""))
                .toList();
    }

    private static TopAnswer.Entry entry(
            List<String> key, List<Flow> group, ToLongFunction<Flow> value, double total) {
        long bytes = group.stream().mapToLong(Flow::bytes).sum();
        long packets = group.stream().mapToLong(Flow::packets).sum();
        double share = total == 0 ? 0 : group.stream().mapToLong(value).sum() / total;
        return new TopAnswer.Entry(key, bytes, packets, group.size(), share);
    }

    /** One series per key. Points count up from 0; the last one is not complete and thus null. */
    @Override
    public SeriesAnswer series(SeriesQuery query) {
        failIfSet();
        seriesQuery = query;
        if (query.rollup().isEmpty()) {
            return FlowSeries.of(query, this);
        }
        long from = query.step().windowOf(query.fromNanos());
        long count = Math.ceilDiv(query.toNanos() - from, query.step().stepNanos());
        List<Long> points =
                LongStream.range(0, count)
                        .mapToObj(i -> i == count - 1 ? null : point(query, from, i))
                        .collect(Collectors.toList()); // allows null
        List<String> keys = query.keys().isEmpty() ? seriesKeys : query.keys();
        return new SeriesAnswer(
                query.step(),
                from,
                keys.stream().map(key -> new SeriesAnswer.Series(key, points)).toList(),
                points,
                coverage());
    }

    private Long point(SeriesQuery query, long from, long index) {
        return traffic.map(value -> value.applyAsLong(from + index * query.step().stepNanos()))
                .orElse(index);
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        failIfSet();
        subscribed.incrementAndGet();
        FakeSubscription subscription = new FakeSubscription(this, filter);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Sends changes to all open subscriptions. */
    public void publish(ChangedFlows changes) {
        subscriptions.forEach(subscription -> subscription.add(changes));
    }

    /** The number of open subscriptions. */
    public int openSubscriptions() {
        return subscriptions.size();
    }

    @Override
    public FlowStatistics statistics() {
        failIfSet();
        return statistics;
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        failIfSet();
        return new ListAnswer<>(interfaces, missing);
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        failIfSet();
        return new ListAnswer<>(gaps, missing);
    }

    @Override
    public Optional<HistoryStatus> history() {
        return history;
    }

    @Override
    public Optional<String> savingProblem() {
        return savingProblem;
    }

    @Override
    public JobHealth health() {
        if (healthFails) {
            failIfSet();
        }
        return health;
    }

    /** Removes a subscription that was closed. */
    void closed(FakeSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Throws the failure if the test has set one. */
    void failIfSet() {
        failure.ifPresent(
                e -> {
                    throw e;
                });
    }
}
