package io.ringflow.job.operator;

import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.RollupBatch;
import io.ringflow.job.rollup.RollupBatchSerializer;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupTable;
import io.ringflow.job.rollup.RollupTableSerializer;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.job.rollup.RollupWindowSerializer;
import io.ringflow.job.rollup.SpareTables;
import io.ringflow.model.state.query.Resolution;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The part of the job graph that windows the sums of traffic.
 *
 * <pre>
 *  batches ─ keyBy(partition) → 1 s ─┬─ keyBy → 1 min ─┬─ keyBy → 1 h ─┐
 *                                    └─────────────────┴───────────────┴─ keyBy → store
 * </pre>
 */
public final class RollupGraph {

    /** Side output of the operators that sum up traffic. */
    public static final OutputTag<RollupBatch> BATCHES =
            new OutputTag<>("rollup-batches", RollupBatchSerializer.TYPE);

    private static final OutputTag<RollupBatch> LATE_BATCHES =
            new OutputTag<>("late-rollup-batches", RollupBatchSerializer.TYPE);

    private static final OutputTag<RollupWindow> LATE_WINDOWS =
            new OutputTag<>("late-rollup-windows", RollupWindowSerializer.TYPE);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private RollupGraph() {}

    /**
     * The tasks of the windows.
     *
     * @param keyGroups the job's max parallelism
     * @param parallelism the parallelism of each operator
     */
    public record Tasks(int keyGroups, int parallelism) {}

    /**
     * Adds the windows and their store to a job.
     *
     * @param keepsByCount whether windows are kept by number, however old they are
     * @param service offers the windows to other processes
     */
    public static void build(
            DataStream<RollupBatch> batches,
            Tasks tasks,
            boolean keepsByCount,
            StateService service) {
        int keyGroups = tasks.keyGroups();
        SingleOutputStreamOperator<RollupWindow> seconds =
                batches.keyBy(new BatchKey(keyGroups), Types.INT)
                        .window(new RecordTimeWindows<>(Resolution.SECOND, RollupBatch::startNanos))
                        .sideOutputLateData(LATE_BATCHES)
                        .aggregate(
                                new SumOfBatches(),
                                new Close(Resolution.SECOND, keyGroups),
                                RollupTableSerializer.TYPE,
                                RollupTableSerializer.TYPE,
                                RollupWindowSerializer.TYPE)
                        .name("rollup-1s")
                        .uid("rollup-1s")
                        .setParallelism(tasks.parallelism());
        SingleOutputStreamOperator<RollupWindow> minutes =
                longer(seconds, Resolution.MINUTE, "rollup-1min", tasks);
        SingleOutputStreamOperator<RollupWindow> hours =
                longer(minutes, Resolution.HOUR, "rollup-1h", tasks);
        seconds.union(minutes, hours)
                .keyBy(new WindowKey(keyGroups), Types.INT)
                .transform("rollup-store", Types.VOID, new RollupStore(keepsByCount, service))
                .uid("rollup-store")
                .setParallelism(tasks.parallelism());
        if (!keepsByCount) {
            // Windows close seldom, so sending each at once is cheaper than a thread that flushes.
            List.of(seconds, minutes, hours).forEach(windows -> windows.setBufferTimeout(0));
        }
        late(seconds.getSideOutput(LATE_BATCHES), "late-1s");
        late(minutes.getSideOutput(LATE_WINDOWS), "late-1min");
        late(hours.getSideOutput(LATE_WINDOWS), "late-1h");
    }

    private static SingleOutputStreamOperator<RollupWindow> longer(
            DataStream<RollupWindow> windows, Resolution resolution, String name, Tasks tasks) {
        int keyGroups = tasks.keyGroups();
        return windows.keyBy(new WindowKey(keyGroups), Types.INT)
                .window(new RecordTimeWindows<>(resolution, RollupWindow::startNanos))
                .sideOutputLateData(LATE_WINDOWS)
                .aggregate(
                        new SumOfWindows(),
                        new Close(resolution, keyGroups),
                        RollupTableSerializer.TYPE,
                        RollupTableSerializer.TYPE,
                        RollupWindowSerializer.TYPE)
                .name(name)
                .uid(name)
                .setParallelism(tasks.parallelism());
    }

    private static <T> void late(DataStream<T> records, String name) {
        TypeInformation<Void> nothing = Types.VOID;
        records.process(new LateRollups<T>(), nothing)
                .name(name)
                .uid(name)
                .setParallelism(records.getParallelism());
    }

    /** Selects the Flink key of a batch's partition. */
    private static final class BatchKey implements KeySelector<RollupBatch, Integer> {

        private static final long serialVersionUID = 1;
        private final int[] keys;

        BatchKey(int keyGroups) {
            keys = RollupKeys.flinkKeys(keyGroups);
        }

        @Override
        public Integer getKey(RollupBatch batch) {
            return keys[batch.partition()];
        }
    }

    /** Selects the Flink key of a window's partition. */
    static final class WindowKey implements KeySelector<RollupWindow, Integer> {

        private static final long serialVersionUID = 1;
        private final int[] keys;

        WindowKey(int keyGroups) {
            keys = RollupKeys.flinkKeys(keyGroups);
        }

        @Override
        public Integer getKey(RollupWindow window) {
            return keys[window.partition()];
        }
    }

    /** Sums up records in a table. */
    private abstract static class Sum<T> implements AggregateFunction<T, RollupTable, RollupTable> {

        private static final long serialVersionUID = 1;

        @Override
        public RollupTable createAccumulator() {
            return SpareTables.ofThread().take();
        }

        @Override
        public RollupTable getResult(RollupTable table) {
            return table;
        }

        @Override
        public RollupTable merge(RollupTable table, RollupTable other) {
            table.add(other.encode());
            return table;
        }
    }

    private static final class SumOfBatches extends Sum<RollupBatch> {
        private static final long serialVersionUID = 1;

        @Override
        public RollupTable add(RollupBatch batch, RollupTable table) {
            table.add(batch.sums());
            return table;
        }
    }

    private static final class SumOfWindows extends Sum<RollupWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public RollupTable add(RollupWindow window, RollupTable table) {
            table.add(window.columns());
            return table;
        }
    }

    /** Emits a window that is over. */
    private static final class Close
            extends ProcessWindowFunction<RollupTable, RollupWindow, Integer, TimeWindow> {

        private static final long serialVersionUID = 1;
        private final Resolution resolution;
        private final int[] keys;

        Close(Resolution resolution, int keyGroups) {
            this.resolution = resolution;
            this.keys = RollupKeys.flinkKeys(keyGroups);
        }

        @Override
        public void process(
                Integer key,
                Context context,
                Iterable<RollupTable> sums,
                Collector<RollupWindow> output) {
            int partition = Arrays.stream(keys).boxed().toList().indexOf(key);
            long startNanos = context.window().getStart() * NANOS_PER_MILLI;
            RollupTable table = sums.iterator().next();
            output.collect(RollupWindow.of(resolution, partition, startNanos, table));
            // Flink clears the window next; if a snapshot has the table, this is a copy of it.
            SpareTables.ofThread().give(table);
        }
    }
}
