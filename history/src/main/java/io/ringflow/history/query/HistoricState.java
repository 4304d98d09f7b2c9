package io.ringflow.history.query;

import io.ringflow.history.store.HistoryTarget;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowOrder;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One state over a job's memory and its history. A question that asks for the past, by a condition
 * on {@code firstSeen} or {@code lastSeen} or by a window, and reaches back further than memory is
 * answered from both, each flow once; any other question is answered from memory alone.
 * Thread-safe. Closes neither of the two.
 */
public final class HistoricState implements FlowState {

    /** The name of the export that writes the history. */
    private static final String EXPORT = HistoryTarget.NAME;

    private static final FlowFilter ENDED = FlowFilter.parse("state = ended");

    private final FlowState live;
    private final HistoryReader history;
    private final HistoricPages sessions = new HistoricPages();

    /** A state over a job's live state and the history that it writes. */
    public HistoricState(FlowState live, HistoryReader history) {
        this.live = live;
        this.history = history;
    }

    /** Memory first; a flow that is not there is looked up in the history. */
    @Override
    public Optional<Flow> flow(FlowId id) {
        Optional<Flow> found;
        try {
            found = live.flow(id);
        } catch (StateException e) {
            return Optional.of(history.lists().flow(id).orElseThrow(() -> e));
        }
        return found.isPresent() ? found : history.lists().flow(id);
    }

    @Override
    public FlowPage flows(FlowQuery query) {
        boolean here =
                query.cursor().isEmpty()
                        ? reachesBack(query.filter(), query.selection())
                        : HistoricPages.isOne(query.cursor());
        return here ? page(query) : live.flows(query);
    }

    private FlowPage page(FlowQuery query) {
        HistoricPage session = sessions.of(query);
        session.lock.lock();
        try {
            HistoricPages.turn(session, query);
            return page(query, session);
        } finally {
            session.lock.unlock();
        }
    }

    private FlowPage page(FlowQuery query, HistoricPage session) {
        FlowFilter historic = historic(query.filter(), query.selection());
        Comparator<Flow> order = new FlowOrder(query.sort(), query.descending());
        // One more than wanted shows whether there is another page.
        BestFlows best = new BestFlows(order, query.limit() + 1);
        LiveFlows memory =
                LiveFlows.read(
                        live,
                        query.filter(),
                        query.selection(),
                        flow -> {
                            if (session.wants(flow)) {
                                best.add(flow);
                            }
                            return true;
                        });
        Found<List<Flow>> found =
                Found.of(
                        () -> history.lists().best(query.withFilter(historic), memory, session),
                        List.of());
        found.answer().forEach(best::add);
        List<Flow> flows = best.sorted();
        boolean more = flows.size() > query.limit();
        List<Flow> page = List.copyOf(more ? flows.subList(0, query.limit()) : flows);
        session.keep(page, memory.coverage().newestNanos());
        Found<Long> total = Found.of(() -> history.lists().count(historic, memory), 0L);
        return new FlowPage(
                page,
                memory.ids().size() + total.answer(),
                more ? sessions.nextCursor(session) : "",
                coverage(found, memory));
    }

    @Override
    public Coverage scan(FlowFilter filter, Selection selection, FlowReceiver receiver) {
        if (!reachesBack(filter, selection)) {
            return live.scan(filter, selection, receiver);
        }
        boolean[] wanted = {true};
        LiveFlows memory =
                LiveFlows.read(
                        live,
                        filter,
                        selection,
                        flow -> {
                            wanted[0] = receiver.accept(flow);
                            return wanted[0];
                        });
        if (wanted[0]) {
            Found<Boolean> found =
                    Found.of(
                            () -> {
                                history.lists().scan(historic(filter, selection), memory, receiver);
                                return true;
                            },
                            true);
            return coverage(found, memory);
        }
        return memory.coverage();
    }

    @Override
    public TopAnswer top(TopQuery query) {
        Optional<FlowFilter> window = window(query);
        FlowFilter filter = window.map(query.filter()::and).orElse(query.filter());
        if (!reachesBack(filter, Selection.ALL) || answeredFromRollups(query)) {
            return live.top(query);
        }
        TopSums sums = new TopSums(query.by());
        LiveFlows memory =
                LiveFlows.read(
                        live,
                        filter,
                        Selection.ALL,
                        flow -> {
                            sums.add(flow);
                            return true;
                        });
        Found<Optional<TopAnswer>> found =
                Found.of(
                        () -> Optional.of(history.top(query, filter, memory, sums)),
                        Optional.<TopAnswer>empty());
        TopAnswer answer = found.answer().orElseGet(() -> live.top(query));
        return new TopAnswer(answer.top(), answer.other(), answer.basis(), coverage(found, memory));
    }

    /** The history has rows of flows that have not ended. */
    private static FlowFilter historic(FlowFilter filter, Selection selection) {
        return selection == Selection.ENDED ? filter.and(ENDED) : filter;
    }

    /** Traffic that the job has summed up while it ran is exact for longer than any window. */
    private static boolean answeredFromRollups(TopQuery query) {
        return query.filter().equals(FlowFilter.ALL)
                && query.window().isPresent()
                && query.by().size() == 1
                && Dimension.named(query.by().getFirst().text()).isPresent();
    }

    /** The filter of the flows that were seen in a query's window. */
    private Optional<FlowFilter> window(TopQuery query) {
        long watermark = live.health().watermarkNanos();
        return query.window()
                .filter(window -> watermark != Long.MIN_VALUE)
                .map(window -> since(watermark - window.toNanos()));
    }

    private static FlowFilter since(long nanos) {
        return FlowFilter.of(
                new Condition.NumberIn(
                        new FilterField.Single(FlowField.LAST_SEEN),
                        NumberRanges.between(nanos, Long.MAX_VALUE)));
    }

    /** Returns true if a question asks for the past beyond what memory knows. */
    private boolean reachesBack(FlowFilter filter, Selection selection) {
        TimeBounds bounds = TimeBounds.of(filter.condition());
        if (!bounds.given() || selection == Selection.ACTIVE) {
            return false;
        }
        KnownSince known = live.health().known();
        boolean unknown = known.startNanos() == Long.MIN_VALUE;
        return unknown || bounds.fromNanos() < known.allFlowsNanos();
    }

    /** What an answer covers, with what the history lacks. */
    private Coverage coverage(Found<?> found, LiveFlows memory) {
        return coverage(found.missing(), memory.coverage());
    }

    private Coverage coverage(String lacking, Coverage part) {
        List<String> missing = new ArrayList<>(part.missing());
        if (!lacking.isEmpty()) {
            missing.add(lacking);
        }
        // What the job has not delivered may be forgotten, and then nobody has it.
        live.health().exports().stream()
                .filter(export -> export.name().equals(EXPORT) && !export.problem().isEmpty())
                .map(export -> "the newest part of the history: " + export.problem())
                .forEach(missing::add);
        return new Coverage(
                part.shards(),
                part.expectedShards(),
                missing,
                part.watermarkNanos(),
                part.newestNanos());
    }

    /** From flows, or from rollups as far as they reach and from flows before. */
    @Override
    public SeriesAnswer series(SeriesQuery query) {
        KnownSince known = health().known();
        boolean rollup = query.rollup().isPresent();
        long knownHere = rollup ? known.windowsNanos(query.step()) : known.allFlowsNanos();
        boolean unreachable = !rollup && known.startNanos() == Long.MIN_VALUE;
        boolean reachesBack =
                query.steps().fromNanos() < knownHere
                        && (!rollup || known.historyNanos() < knownHere);
        if (!query.metric().ofFlows() || !(reachesBack || unreachable)) {
            return live.series(query);
        }
        SeriesOfTwo two = new SeriesOfTwo(live, history, known.recordedFlowsNanos());
        SeriesAnswer answer =
                rollup ? two.ofRollupsSince(knownHere, query) : two.ofFlows(query, query.steps());
        return new SeriesAnswer(
                answer.step(),
                answer.fromNanos(),
                answer.series(),
                answer.other(),
                coverage(two.missing(), answer.coverage()),
                answer.estimated());
    }

    @Override
    public FlowStatistics statistics() {
        return live.statistics();
    }

    @Override
    public ListAnswer<InterfaceStatus> interfaces() {
        return live.interfaces();
    }

    @Override
    public ListAnswer<CaptureGap> gaps() {
        return live.gaps();
    }

    /** The job's health, with the time since when the history has flows. */
    @Override
    public JobHealth health() {
        JobHealth health = live.health();
        return health.withKnown(health.known().withHistory(history.oldestNanos()));
    }

    @Override
    public Optional<HistoryStatus> history() {
        return Optional.of(history.status());
    }

    @Override
    public Subscription subscribe(FlowFilter filter) {
        return live.subscribe(filter);
    }
}
