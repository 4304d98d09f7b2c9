package io.ringflow.job.query;

import io.ringflow.job.table.Observers;
import io.ringflow.model.FlowField;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.AddressRanges;
import io.ringflow.model.filter.Condition;
import io.ringflow.model.filter.FilterField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.NumberRanges;
import io.ringflow.model.state.FlowQuery.Selection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A filter that looks at rows: what most filters ask is read from the table as it lies, cheap tests
 * before dear ones; for the rest, such as labels, the flow is made an object. It gives the same
 * answer as the filter itself. One thread at a time.
 */
final class RowFilter {

    /** A test of a row; the cost tells which of several to do first. */
    private record Test(int cost, RowTest test) {}

    @FunctionalInterface
    private interface RowTest {
        boolean test(FlowView row);
    }

    private static final int CHEAP = 1;
    private static final int DEAR = 100;

    private final Selection selection;
    private final RowTest test;
    private final TagFilter tags;

    RowFilter(FlowFilter filter, Selection selection) {
        this.selection = selection;
        boolean all = filter.equals(FlowFilter.ALL);
        this.test = all ? null : compile(filter.condition()).test();
        this.tags = TagFilter.of(filter.condition());
    }

    /** What to test before the row is looked at; null for nothing. */
    TagFilter tags() {
        return tags;
    }

    boolean matches(FlowView row) {
        return (selection == Selection.ALL || selection.selects(row.active()))
                && (test == null || test.test(row));
    }

    private static Test compile(Condition condition) {
        return switch (condition) {
            case Condition.All all -> all(all.conditions());
            case Condition.Any any -> any(any.conditions());
            case Condition.Not not -> {
                Test inner = compile(not.condition());
                RowTest its = inner.test();
                yield new Test(inner.cost(), row -> !its.test(row));
            }
            case Condition.NumberIn in -> number(in);
            case Condition.DecimalIn in -> decimal(in);
            case Condition.AddressIn in -> address(in);
            case Condition.TextIn in -> text(in);
            case Condition.Compared compared -> object(compared);
        };
    }

    private static Test object(Condition condition) {
        return new Test(DEAR, row -> condition.matches(row.flow()));
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
        RowTest[] each = tests.stream().map(Test::test).toArray(RowTest[]::new);
        return new Test(
                cost(tests),
                row -> {
                    for (RowTest its : each) {
                        if (!its.test(row)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static Test any(List<Condition> conditions) {
        List<Test> tests = cheapFirst(conditions);
        RowTest[] each = tests.stream().map(Test::test).toArray(RowTest[]::new);
        return new Test(
                cost(tests),
                row -> {
                    for (RowTest its : each) {
                        if (its.test(row)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private static Test number(Condition.NumberIn in) {
        LongPredicate ranges = ranges(in.ranges());
        if (in.field() == FilterField.PORT) {
            return cheap(row -> ranges.test(row.port(0)) || ranges.test(row.port(1)));
        }
        if (in.field() == FilterField.PROTOCOL) {
            return cheap(row -> ranges.test(row.protocol()));
        }
        RowNumber number = number(in.field());
        // An absent number is below every range.
        return number == null ? object(in) : cheap(row -> ranges.test(number.read(row)));
    }

    /** One number or range, as most filters have, needs no search. */
    private static LongPredicate ranges(NumberRanges ranges) {
        if (ranges.size() == 1) {
            long from = ranges.from(0);
            long to = ranges.to(0);
            return value -> value >= from && value <= to;
        }
        return ranges::contains;
    }

    private static RowNumber number(FilterField field) {
        return field.fields().size() == 1 ? RowNumber.of(field.fields().get(0)) : null;
    }

    private static Test cheap(RowTest test) {
        return new Test(CHEAP, test);
    }

    private static Test decimal(Condition.DecimalIn in) {
        if (in.field().fields().equals(List.of(FlowField.DURATION_MS))) {
            return cheap(row -> in.ranges().contains((row.lastNanos() - row.firstNanos()) / 1e6));
        }
        if (in.field().fields().equals(List.of(FlowField.MEAN_PACKET_BYTES))) {
            return cheap(row -> in.ranges().contains((double) row.bytes() / row.packets()));
        }
        return object(in);
    }

    private static Test address(Condition.AddressIn in) {
        EndTest end = end(in.ranges());
        return switch (in.field()) {
            case SRC_ADDR -> cheap(row -> end.test(row, 0));
            case DST_ADDR -> cheap(row -> end.test(row, 1));
            case ADDR -> cheap(row -> end.test(row, 0) || end.test(row, 1));
            default -> object(in);
        };
    }

    /** A test of the initiator (0) or responder (1). */
    @FunctionalInterface
    private interface EndTest {
        boolean test(FlowView row, int side);
    }

    /** One address or prefix, as most filters have, needs no search. */
    private static EndTest end(AddressRanges ranges) {
        if (ranges.size() == 1 && ranges.from(0).high() == ranges.to(0).high()) {
            long high = ranges.from(0).high();
            long low = ranges.from(0).low();
            long span = ranges.to(0).low() - low;
            return (row, side) ->
                    row.addressHigh(side) == high
                            && Long.compareUnsigned(row.addressLow(side) - low, span) <= 0;
        }
        return (row, side) -> ranges.contains(row.addressHigh(side), row.addressLow(side));
    }

    private static Test text(Condition.TextIn in) {
        return switch (in.field()) {
            case STATE -> {
                boolean active = in.fits("active");
                boolean ended = in.fits("ended");
                yield cheap(row -> row.active() ? active : ended);
            }
            case ID ->
                    new Test(
                            CHEAP + 1,
                            row -> in.fits(new FlowId(row.keyHash(), row.sequence()).toString()));
            case HOST -> new Test(CHEAP + 1, new SeenBy(in)::test);
            case INTERFACE -> new Test(CHEAP + 1, new SeenBy(in)::test);
            default -> object(in);
        };
    }

    /** Which observers match, worked out once for each shard. */
    private static final class SeenBy {

        private final Condition.TextIn in;
        private Observers known = Observers.NONE;
        private boolean[] wanted = new boolean[0];

        SeenBy(Condition.TextIn in) {
            this.in = in;
        }

        @SuppressWarnings("ReferenceEquality") // a shard's list is replaced when it changes
        boolean test(FlowView row) {
            if (row.observers() != known) {
                known = row.observers();
                wanted = new boolean[row.observers().count()];
                for (int i = 0; i < wanted.length; i++) {
                    wanted[i] =
                            in.fits(
                                    in.field() == FilterField.HOST
                                            ? row.observers().get(i).host()
                                            : row.observers().get(i).interfaceName());
                }
            }
            return row.seenByAny(wanted);
        }
    }
}
