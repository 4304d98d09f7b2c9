package io.ringflow.rpc.client;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.Observer;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Keeps flows in a list and answers queries in the slow, obvious way. */
final class MemoryState implements FlowState {

    /** Each process has the log of a reader of the same interface. */
    static final CaptureLogStatus LOG =
            new CaptureLogStatus(new Observer("host-a", "eth0"), 1, 2, 0.25, 3, 4);

    static final long NANOS = RandomFlows.NANOS;

    final List<Flow> flows;
    final Coverage coverage;

    MemoryState(List<Flow> flows, int shards, int expectedShards) {
        this.flows = flows;
        this.coverage = new Coverage(shards, expectedShards, List.of(), NANOS, NANOS);
    }

    @Override
    public Optional<Flow> flow(FlowId id) {
        return flows.stream().filter(flow -> flow.id().equals(id)).findAny();
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        List<Flow> matching =
                flows.stream()
                        .filter(query.filter()::matches)
                        .filter(flow -> query.selection().selects(flow.active()))
                        .sorted(order(query.sort(), query.descending()))
                        .toList();
        int from = query.cursor().isEmpty() ? 0 : Integer.parseInt(query.cursor());
        int to = Math.min(matching.size(), from + query.limit());
        return new FlowPage(
                matching.subList(from, to),
                matching.size(),
                to < matching.size() ? Integer.toString(to) : "",
                coverage);
    }

    private static Comparator<Flow> order(FlowField field, boolean descending) {
        Comparator<Flow> byValue =
                switch (field) {
                    case BYTES -> Comparator.comparingLong(Flow::bytes);
                    case FIRST_SEEN -> Comparator.comparingLong(Flow::firstNanos);
                    case SRC_ADDR -> Comparator.comparing(Flow::srcAddr);
                    case TLS_SNI -> Comparator.comparing(flow -> flow.labels().tlsSni());
                    default -> throw new IllegalArgumentException(field.toString());
                };
        return Comparator.comparing((Flow flow) -> field.text(flow).isEmpty())
                .thenComparing(descending ? byValue.reversed() : byValue)
                .thenComparing(flow -> flow.id().toString());
    }

    @Override
    public Coverage scan(FlowFilter filter, FlowQuery.Selection selection, FlowReceiver receiver) {
        for (Flow flow : flows) {
            if (filter.matches(flow)
                    && selection.selects(flow.active())
                    && !receiver.accept(flow)) {
                break;
            }
        }
        return coverage;
    }

    private static ToLongFunction<Flow> value(Metric metric) {
        return switch (metric) {
            case BYTES -> Flow::bytes;
            case PACKETS -> Flow::packets;
            default -> flow -> 1;
        };
    }

    @Override
    public TopAnswer top(TopQuery query) {
        ToLongFunction<Flow> value = value(query.metric());
        List<Flow> matching = flows.stream().filter(query.filter()::matches).toList();
        double total = matching.stream().mapToLong(value).sum();
        Map<List<String>, List<Flow>> groups =
                matching.stream().collect(Collectors.groupingBy(flow -> key(query, flow)));
        List<TopAnswer.Entry> entries = new ArrayList<>();
        groups.forEach((key, group) -> entries.add(entry(key, group, value, total)));
        entries.sort(
                Comparator.comparingDouble(TopAnswer.Entry::share)
                        .reversed()
                        .thenComparing(entry -> String.join("\0", entry.key())));
        List<TopAnswer.Entry> top =
                List.copyOf(entries.subList(0, Math.min(query.limit(), entries.size())));
        List<List<String>> keys = top.stream().map(TopAnswer.Entry::key).toList();
        List<Flow> rest =
                matching.stream().filter(flow -> !keys.contains(key(query, flow))).toList();
        return new TopAnswer(
                top, entry(List.of(), rest, value, total), TopAnswer.Basis.FLOWS, coverage);
    }

    private static TopAnswer.Entry entry(
            List<String> key, List<Flow> flows, ToLongFunction<Flow> value, double total) {
        return new TopAnswer.Entry(
                key,
                flows.stream().mapToLong(Flow::bytes).sum(),
                flows.stream().mapToLong(Flow::packets).sum(),
                flows.size(),
                total == 0 ? 0 : flows.stream().mapToLong(value).sum() / total);
    }

    private static List<String> key(TopQuery query, Flow flow) {
        return query.by().stream()
                .map(FilterField::text)
                .map(name -> FlowField.named(name).orElseThrow().text(flow).orElse(""))
                .toList();
    }

    /** Series by protocol with one point for each second; the last second is not complete yet. */
    @Override
    public SeriesAnswer series(SeriesQuery query) {
        Map<String, List<Long>> series = new TreeMap<>();
        List<Long> other = points(query, List.of());
        Map<String, List<Flow>> groups =
                flows.stream()
                        .collect(
                                Collectors.groupingBy(
                                        flow -> FlowField.PROTOCOL.text(flow).orElseThrow()));
        List<String> keys =
                query.keys().isEmpty()
                        ? groups.keySet().stream()
                                .sorted(
                                        Comparator.comparingLong(
                                                        (String key) ->
                                                                -groups.get(key).stream()
                                                                        .mapToLong(Flow::bytes)
                                                                        .sum())
                                                .thenComparing(key -> key))
                                .limit(query.limit())
                                .toList()
                        : query.keys();
        for (String key : keys) {
            series.put(key, points(query, groups.getOrDefault(key, List.of())));
        }
        for (Map.Entry<String, List<Flow>> group : groups.entrySet()) {
            if (!keys.contains(group.getKey())) {
                List<Long> points = points(query, group.getValue());
                for (int i = 0; i < other.size() - 1; i++) {
                    other.set(i, other.get(i) + points.get(i));
                }
            }
        }
        List<SeriesAnswer.Series> sorted = new ArrayList<>();
        keys.forEach(key -> sorted.add(new SeriesAnswer.Series(key, series.get(key))));
        return new SeriesAnswer(query.step(), query.fromNanos(), sorted, other, coverage);
    }

    private static List<Long> points(SeriesQuery query, List<Flow> flows) {
        int steps = (int) ((query.toNanos() - query.fromNanos()) / query.step().stepNanos());
        List<Long> points = new ArrayList<>();
        for (int i = 0; i < steps - 1; i++) {
            long from = query.fromNanos() + i * query.step().stepNanos();
            points.add(
                    flows.stream()
                            .filter(flow -> query.step().windowOf(flow.firstNanos()) == from)
                            .mapToLong(Flow::bytes)
                            .sum());
        }
        points.add(null);
        return points;
    }

    @Override
    public FlowStatistics statistics() {
        return new FlowStatistics(
                flows.stream().mapToLong(Flow::packets).sum(),
                flows.stream().mapToLong(Flow::bytes).sum(),
                flows.size(),
                List.of(0L, flows.stream().filter(flow -> !flow.active()).count(), 0L, 0L, 0L, 0L),
                flows.stream().filter(Flow::active).count(),
                flows.stream().filter(flow -> !flow.active()).count(),
                flows.size(),
                0,
                flows.size(),
                8.0 * flows.size(),
                1,
                Percentiles.NONE,
                Percentiles.NONE,
                Percentiles.NONE,
                coverage);
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        return ListAnswer.whole(
                List.of(
                        new InterfaceStatus(
                                observer(),
                                InterfaceStatus.State.UP,
                                flows.size(),
                                1,
                                1,
                                1,
                                0,
                                0,
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                0,
                                0,
                                InterfaceStatus.NO_SKEW)));
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        return ListAnswer.whole(
                List.of(new CaptureGap(observer(), flows.size(), 9, 1, CaptureGap.Cause.DROPS)));
    }

    private Observer observer() {
        return new Observer("host-" + flows.size(), "eth0");
    }

    @Override
    public JobHealth health() {
        return new JobHealth(
                coverage.shards(),
                coverage.expectedShards(),
                NANOS,
                "fine",
                KnownSince.UNKNOWN,
                List.of(),
                List.of(LOG),
                List.of("host-" + flows.size() + ": a thread has ended"));
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        throw new UnsupportedOperationException();
    }
}
