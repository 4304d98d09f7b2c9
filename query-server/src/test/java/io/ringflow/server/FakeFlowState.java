package io.ringflow.server;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowField;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.filter.FilterField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.CaptureGap;
import io.ringflow.model.state.ChangedFlows;
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
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.model.state.TopQuery;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
                    3,
                    6,
                    10,
                    1234.5678,
                    0.25,
                    new Percentiles(100, 64, 512, 1460, 1500, 1500),
                    new Percentiles(5, 1000, 20_000, 30_000.5, 30_100, 30_100),
                    Percentiles.NONE,
                    new Coverage(8, 8, List.of(), START_NANOS, START_NANOS));

    /** What does not answer. */
    public volatile List<String> missing = List.of();

    /** What scans do instead of handing out the flows. */
    public volatile Optional<Consumer<FlowReceiver>> scan = Optional.empty();

    /** The last query for a top list; null before. */
    public volatile TopQuery topQuery;

    /** The last query for time series; null before. */
    public volatile SeriesQuery seriesQuery;

    public volatile List<InterfaceStatus> interfaces =
            List.of(captured(InterfaceStatus.State.UP, 0));
    public volatile List<CaptureGap> gaps = List.of();
    public volatile JobHealth health = new JobHealth(8, 8, START_NANOS, "");
    public volatile Optional<RuntimeException> failure = Optional.empty();

    /** Whether a failure is one of the health, too; that of a real state never fails. */
    public volatile boolean healthFails = true;

    /** How often somebody subscribed. */
    public final AtomicInteger subscribed = new AtomicInteger();

    private final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();

    /** A state with flows 1 to count; flow i has i packets and 100 i bytes, even ones ended. */
    public static FakeFlowState withFlows(int count) {
        FakeFlowState state = new FakeFlowState();
        state.flows = IntStream.rangeClosed(1, count).mapToObj(FakeFlowState::flow).toList();
        return state;
    }

    /** A TCP flow from 10.0.0.1 to 10.1.x.y, all of whose numbers follow from one. */
    public static Flow flow(int number) {
        return flow(number, FlowEvent.NONE);
    }

    /** The same flow in a stream. */
    public static Flow flow(int number, FlowEvent event) {
        return flow(number, event, ETH0);
    }

    /** The same flow as another observer sees it. */
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

    /** The capture of eth0 with a state and a number of drops. */
    public static InterfaceStatus captured(InterfaceStatus.State state, long drops) {
        return captured(ETH0, state, drops);
    }

    /** The same of another capture. */
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
        failIfTold();
        List<Flow> matches =
                flows.stream()
                        .filter(flow -> query.selection().selects(flow.active()))
                        .filter(query.filter()::matches)
                        .sorted(order(query))
                        .toList();
        int begin = begin(query.cursor());
        int end = Math.min(begin + query.limit(), matches.size());
        return new FlowPage(
                matches.subList(begin, end),
                matches.size(),
                end < matches.size() ? "after." + end : "",
                coverage());
    }

    private static int begin(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        if (!cursor.startsWith("after.")) {
            throw new StateException(
                    StateException.Reason.CURSOR_GONE, "the cursor is not known; begin again");
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
        failIfTold();
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

    /** Takes the packets of all flows for those of the window. */
    @Override
    public TopAnswer top(TopQuery query) {
        failIfTold();
        topQuery = query;
        Map<List<String>, List<Flow>> byKey =
                flows.stream()
                        .filter(query.filter()::matches)
                        .collect(Collectors.groupingBy(flow -> key(query.by(), flow)));
        long whole = flows.stream().filter(query.filter()::matches).mapToLong(Flow::bytes).sum();
        List<TopAnswer.Entry> entries =
                byKey.entrySet().stream()
                        .map(each -> entry(each.getKey(), each.getValue(), whole))
                        .sorted(Comparator.comparingLong(TopAnswer.Entry::bytes).reversed())
                        .toList();
        int shown = Math.min(query.limit(), entries.size());
        List<Flow> rest =
                entries.subList(shown, entries.size()).stream()
                        .flatMap(each -> byKey.get(each.key()).stream())
                        .toList();
        return new TopAnswer(
                entries.subList(0, shown),
                entry(List.of(), rest, whole),
                query.window().isPresent() ? TopAnswer.Basis.WINDOW : TopAnswer.Basis.FLOWS,
                coverage());
    }

    private static List<String> key(List<FilterField> by, Flow flow) {
        return by.stream()
                .map(field -> FlowField.named(field.text()).orElseThrow())
                .map(field -> field.text(flow).orElse(""))
                .toList();
    }

    private static TopAnswer.Entry entry(List<String> key, List<Flow> its, long whole) {
        long bytes = its.stream().mapToLong(Flow::bytes).sum();
        long packets = its.stream().mapToLong(Flow::packets).sum();
        return new TopAnswer.Entry(
                key, bytes, packets, its.size(), whole == 0 ? 0 : (double) bytes / whole);
    }

    /** One series for each key asked for, whose points count up from 0; the last is not over. */
    @Override
    public SeriesAnswer series(SeriesQuery query) {
        failIfTold();
        seriesQuery = query;
        long from = query.step().windowOf(query.fromNanos());
        long count = Math.ceilDiv(query.toNanos() - from, query.step().stepNanos());
        List<Long> points =
                LongStream.range(0, count)
                        .mapToObj(i -> i == count - 1 ? null : (Long) i)
                        .collect(Collectors.toList()); // may hold null
        List<String> keys = query.keys().isEmpty() ? List.of("") : query.keys();
        return new SeriesAnswer(
                query.step(),
                from,
                keys.stream().map(key -> new SeriesAnswer.Series(key, points)).toList(),
                points,
                coverage());
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        failIfTold();
        subscribed.incrementAndGet();
        FakeSubscription subscription = new FakeSubscription(filter);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Hands changes to all subscriptions that are open. */
    public void publish(ChangedFlows changes) {
        subscriptions.forEach(each -> each.queue.add(changes));
    }

    /** The subscriptions that are open. */
    public int openSubscriptions() {
        return subscriptions.size();
    }

    /** What is published from its begin to its close; fails while the state does. */
    private final class FakeSubscription implements Subscription {

        private static final Duration LONGEST_WAIT = Duration.ofMillis(20);

        private final FlowFilter filter;
        private final BlockingQueue<ChangedFlows> queue = new LinkedBlockingQueue<>();

        FakeSubscription(FlowFilter filter) {
            this.filter = filter;
        }

        @Override
        public Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException {
            failIfTold();
            Duration wait = timeout.compareTo(LONGEST_WAIT) < 0 ? timeout : LONGEST_WAIT;
            return Optional.ofNullable(queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS))
                    .map(this::matching);
        }

        private ChangedFlows matching(ChangedFlows all) {
            return new ChangedFlows(
                    all.watermarkNanos(),
                    all.flows().stream().filter(filter::matches).toList(),
                    all.missed());
        }

        @Override
        public void close() {
            subscriptions.remove(this);
        }
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
        if (healthFails) {
            failIfTold();
        }
        return health;
    }

    private void failIfTold() {
        failure.ifPresent(
                e -> {
                    throw e;
                });
    }
}
