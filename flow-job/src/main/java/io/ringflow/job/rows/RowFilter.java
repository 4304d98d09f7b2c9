package io.ringflow.job.rows;

import io.ringflow.job.table.Observers;
import io.ringflow.model.FlowId;
import io.ringflow.model.Observer;
import io.ringflow.model.field.FieldKind;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterField.Several;
import io.ringflow.model.filter.condition.NumberRanges;
import io.ringflow.model.state.query.FlowQuery.Selection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A filter compiled into tests of rows. Most conditions read the table directly, cheap ones before
 * expensive ones; the others, such as those on labels, create the flow as an object. The result is
 * that of the filter itself. Not thread-safe.
 */
public final class RowFilter {

    /**
     * A test of a flow.
     *
     * @param cost determines which of several tests runs first
     */
    private record Test(int cost, RowTest test) {}

    @FunctionalInterface
    private interface RowTest {
        boolean test(FlowView flow);
    }

    private static final int CHEAP = 1;
    private static final int EXPENSIVE = 100;

    private final Selection selection;

    /** Null if all flows match. */
    private final RowTest test;

    private final TagFilter tags;

    /** Compiles a filter of active, ended or all flows. */
    public RowFilter(FlowFilter filter, Selection selection) {
        this.selection = selection;
        boolean all = filter.equals(FlowFilter.ALL);
        this.test = all ? null : compile(filter.condition()).test();
        this.tags = TagFilter.of(filter.condition());
    }

    /** The test of tags that comes before that of rows, or null if there is none. */
    TagFilter tags() {
        return tags;
    }

    /** Returns true if a flow matches. */
    public boolean matches(FlowView flow) {
        return (selection == Selection.ALL || selection.selects(flow.active()))
                && (test == null || test.test(flow));
    }

    private static Test compile(Condition condition) {
        return switch (condition) {
            case Condition.All all -> all(all.conditions());
            case Condition.Any any -> any(any.conditions());
            case Condition.Not not -> {
                Test inner = compile(not.condition());
                RowTest negated = inner.test();
                yield new Test(inner.cost(), flow -> !negated.test(flow));
            }
            case Condition.NumberIn in -> number(in);
            case Condition.DecimalIn in -> decimal(in);
            case Condition.AddressIn in -> address(in);
            case Condition.TextIn in -> text(in);
            case Condition.TextMatches matches -> object(matches);
            case Condition.Compared compared -> object(compared);
        };
    }

    private static Test object(Condition condition) {
        return new Test(EXPENSIVE, flow -> condition.matches(flow.flow()));
    }

    private static List<Test> cheapFirst(List<Condition> conditions) {
        return conditions.stream()
                .map(RowFilter::compile)
                .sorted(Comparator.comparingInt(Test::cost))
                .toList();
    }

    private static int cost(List<Test> tests) {
        return tests.stream().mapToInt(Test::cost).sum();
    }

    private static Test all(List<Condition> conditions) {
        List<Test> tests = cheapFirst(conditions);
        RowTest[] operands = tests.stream().map(Test::test).toArray(RowTest[]::new);
        return new Test(
                cost(tests),
                flow -> {
                    for (RowTest operand : operands) {
                        if (!operand.test(flow)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static Test any(List<Condition> conditions) {
        List<Test> tests = cheapFirst(conditions);
        RowTest[] operands = tests.stream().map(Test::test).toArray(RowTest[]::new);
        return new Test(
                cost(tests),
                flow -> {
                    for (RowTest operand : operands) {
                        if (operand.test(flow)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private static Test number(Condition.NumberIn in) {
        LongPredicate ranges = ranges(in.ranges());
        if (in.field() == Several.PORT) {
            return cheap(flow -> ranges.test(flow.port(0)) || ranges.test(flow.port(1)));
        }
        if (in.field().kind() == FieldKind.PROTOCOL) {
            return cheap(flow -> ranges.test(flow.protocol()));
        }
        RowNumber number = RowNumber.of(in.field().fields().get(0));
        // An absent number is below every range.
        return number == null ? object(in) : cheap(flow -> ranges.test(number.read(flow)));
    }

    /** Most filters have one number or range, which needs no search. */
    private static LongPredicate ranges(NumberRanges ranges) {
        if (ranges.size() == 1) {
            long from = ranges.from(0);
            long to = ranges.to(0);
            return value -> value >= from && value <= to;
        }
        return ranges::contains;
    }

    private static Test cheap(RowTest test) {
        return new Test(CHEAP, test);
    }

    private static Test decimal(Condition.DecimalIn in) {
        if (in.field().is(FlowField.DURATION_MS)) {
            return cheap(
                    flow -> in.ranges().contains((flow.lastNanos() - flow.firstNanos()) / 1e6));
        }
        if (in.field().is(FlowField.MEAN_PACKET_BYTES)) {
            return cheap(flow -> in.ranges().contains((double) flow.bytes() / flow.packets()));
        }
        return object(in);
    }

    private static Test address(Condition.AddressIn in) {
        SideTest side = sideTest(in.ranges());
        if (in.field().is(FlowField.SRC_ADDR)) {
            return cheap(flow -> side.test(flow, 0));
        }
        if (in.field().is(FlowField.DST_ADDR)) {
            return cheap(flow -> side.test(flow, 1));
        }
        return in.field() == Several.ADDR
                ? cheap(flow -> side.test(flow, 0) || side.test(flow, 1))
                : object(in);
    }

    /** A test of the initiator (0) or the responder (1). */
    @FunctionalInterface
    private interface SideTest {
        boolean test(FlowView flow, int side);
    }

    /** Most filters have one address or prefix, which needs no search. */
    private static SideTest sideTest(AddressRanges ranges) {
        if (ranges.size() == 1 && ranges.from(0).high() == ranges.to(0).high()) {
            long high = ranges.from(0).high();
            long low = ranges.from(0).low();
            long span = ranges.to(0).low() - low;
            return (flow, side) ->
                    flow.addressHigh(side) == high
                            && Long.compareUnsigned(flow.addressLow(side) - low, span) <= 0;
        }
        return (flow, side) -> ranges.contains(flow.addressHigh(side), flow.addressLow(side));
    }

    private static Test text(Condition.TextIn in) {
        if (in.field().is(FlowField.STATE)) {
            boolean active = in.fits("active");
            boolean ended = in.fits("ended");
            return cheap(flow -> flow.active() ? active : ended);
        }
        if (in.field().is(FlowField.ID)) {
            return new Test(
                    CHEAP + 1,
                    flow -> in.fits(new FlowId(flow.keyHash(), flow.sequence()).toString()));
        }
        boolean ofObservers = in.field() == Several.HOST || in.field() == Several.INTERFACE;
        return ofObservers ? new Test(CHEAP + 1, new SeenBy(in)::test) : object(in);
    }

    /** A test of a flow's observers; finds out once for each shard which observers match. */
    private static final class SeenBy {

        private final Condition.TextIn in;
        private Observers known = Observers.NONE;
        private boolean[] wanted = new boolean[0];

        SeenBy(Condition.TextIn in) {
            this.in = in;
        }

        @SuppressWarnings("ReferenceEquality") // a shard's observers are replaced on change
        boolean test(FlowView flow) {
            if (flow.observers() != known) {
                known = flow.observers();
                wanted = new boolean[known.count()];
                for (int i = 0; i < wanted.length; i++) {
                    wanted[i] = in.fits(name(known.get(i)));
                }
            }
            return flow.seenByAny(wanted);
        }

        private String name(Observer observer) {
            return in.field() == Several.HOST ? observer.host() : observer.interfaceName();
        }
    }
}
