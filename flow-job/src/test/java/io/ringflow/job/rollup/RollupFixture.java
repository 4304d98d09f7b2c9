package io.ringflow.job.rollup;

import io.ringflow.job.rollup.answer.RollupKey;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Resolution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes and reads sums for tests. */
public final class RollupFixture {

    public static final long SECOND = 1_000_000_000L;

    private RollupFixture() {}

    /** Adds to a key. */
    public static void add(RollupTable table, RollupKey key, long bytes, long packets, long flows) {
        int dimension = key.dimension().ordinal();
        RollupSums sums = new RollupSums().setTraffic(bytes, packets, flows);
        if (RollupKeys.isText(key.dimension())) {
            table.add(dimension, key.text(), sums);
        } else {
            table.add(dimension, key.high(), key.low(), sums);
        }
    }

    /** Returns one key of every kind in the order of the dimensions, distributions, and others. */
    public static RollupTable sample() {
        RollupTable table = new RollupTable();
        add(table, RollupKey.of(Dimension.TOTAL, ""), 300, 3, 1);
        add(table, RollupKey.of(Dimension.HOST, "a"), 300, 3, 1);
        add(table, RollupKey.of(Dimension.PROTOCOL, "tcp"), -1, 3, 1);
        add(table, RollupKey.of(Dimension.SRC_ADDR, "10.0.0.1"), 300, 3, 1);
        add(table, RollupKey.of(Dimension.DST_ADDR, "2001:db8::1"), 300, 3, 1);
        add(table, RollupKey.of(Dimension.DST_PORT, "443"), 300, 3, 1);
        int total = Dimension.TOTAL.ordinal();
        table.add(total, 0, 0, new RollupSums().setDrops(5));
        table.addOther(Dimension.PORT.ordinal(), new RollupSums().setTraffic(200, 2, 1));
        table.distributions().flowBytes.add(300, 1);
        return table;
    }

    /** Returns the sample as a batch. */
    public static RollupBatch sampleBatch() {
        return new RollupBatch(2, 7, sample().encode());
    }

    /** Returns the sample as a window. */
    public static RollupWindow sampleWindow() {
        return new RollupWindow(Resolution.MINUTE, 2, 60 * SECOND, LargestRows.of(sample(), true));
    }

    /** Returns the rows of a batch. */
    static RollupColumns columns(RollupBatch batch) {
        RollupTable table = new RollupTable();
        table.add(batch.sums());
        return all(table);
    }

    /** Returns all rows of a table. */
    static RollupColumns all(RollupTable table) {
        int[] order =
                IntStream.range(0, table.count())
                        .boxed()
                        .sorted(Comparator.comparingInt(table::dimension))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new RollupColumns(
                table, order, table.others().clone(), table.distributions().encode());
    }

    /** Returns sums by {@code dimension key}; keys without a row as {@code dimension other}. */
    static Map<String, List<Long>> read(RollupColumns columns) {
        Map<String, List<Long>> read = new TreeMap<>();
        for (Dimension dimension : Dimension.values()) {
            for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
                RollupSums sums = new RollupSums().add(columns, row);
                String key = dimension + " " + RollupKey.of(dimension, columns, row).text();
                merge(read, key, sums);
            }
            if (columns.leavesOut(dimension)) {
                RollupSums other = new RollupSums();
                other.bytes = columns.other(dimension, 0);
                other.packets = columns.other(dimension, 1);
                other.flows = columns.other(dimension, 2);
                other.drops = columns.other(dimension, 3);
                merge(read, dimension + " other", other);
            }
        }
        return read;
    }

    private static void merge(Map<String, List<Long>> into, String key, RollupSums sums) {
        List<Long> values = List.of(sums.bytes, sums.packets, sums.flows, sums.drops);
        into.merge(key, values, RollupFixture::sum);
    }

    static List<Long> sum(List<Long> one, List<Long> other) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(one.get(i) + other.get(i));
        }
        return sum;
    }

    /** Returns the sums over several columns. */
    static Map<String, List<Long>> sum(Iterable<RollupColumns> all) {
        Map<String, List<Long>> sum = new TreeMap<>();
        for (RollupColumns columns : all) {
            read(columns).forEach((key, values) -> sum.merge(key, values, RollupFixture::sum));
        }
        return sum;
    }

    /** Returns all partitions, without windows. */
    public static Map<Integer, RollupPartition> partitions(boolean keepsByCount) {
        Map<Integer, RollupPartition> partitions = new HashMap<>();
        for (int i = 0; i < RollupKeys.PARTITIONS; i++) {
            partitions.put(i, new RollupPartition(keepsByCount));
        }
        return partitions;
    }

    /** Closes a window that has these bytes, one packet and one flow for each key. */
    public static void close(
            Map<Integer, RollupPartition> partitions,
            Resolution resolution,
            long startNanos,
            Map<RollupKey, Long> bytes) {
        Map<Integer, RollupTable> tables = new HashMap<>();
        bytes.forEach(
                (key, keyBytes) ->
                        add(
                                tables.computeIfAbsent(key.partition(), p -> new RollupTable()),
                                key,
                                keyBytes,
                                1,
                                1));
        tables.forEach(
                (partition, table) ->
                        partitions
                                .get(partition)
                                .add(
                                        new RollupWindow(
                                                resolution,
                                                partition,
                                                startNanos,
                                                LargestRows.of(table, true))));
    }
}
