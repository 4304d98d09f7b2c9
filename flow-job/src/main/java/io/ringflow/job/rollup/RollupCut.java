package io.ringflow.job.rollup;

import io.ringflow.model.state.Dimension;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Makes columns of those of a table's rows that have most. */
final class RollupCut {

    /**
     * Keys that a closed window keeps in one dimension and partition: those with most bytes, of
     * equal ones those with most packets, flows, drops, and then the smaller key. A window of all
     * partitions so has 128 keys a dimension, of names in labels 64.
     */
    static final int KEPT = 32;

    private static final int KEPT_LABELS = 16;

    private RollupCut() {}

    static int kept(Dimension dimension) {
        return switch (dimension) {
            case TLS_SNI, TLS_ALPN, DNS_QUERY, HTTP_HOST -> KEPT_LABELS;
            default -> KEPT;
        };
    }

    /** Of each dimension the rows with most, ordered by key; the rest is summed up as other. */
    static RollupColumns most(RollupTable table, boolean withSpreads) {
        int[] order = byDimension(table);
        long[] other = table.others().clone();
        int size = 0;
        int from = 0;
        while (from < order.length) {
            int dimension = table.dimension(order[from]);
            int to = from;
            while (to < order.length && table.dimension(order[to]) == dimension) {
                to++;
            }
            int[] most = most(table, order, from, to, kept(Dimension.of(dimension)), other);
            System.arraycopy(most, 0, order, size, most.length);
            size += most.length;
            from = to;
        }
        byte[] spreads = withSpreads ? table.spreads().encode() : Spreads.NONE;
        return new RollupColumns(table, Arrays.copyOf(order, size), other, spreads);
    }

    private static int[] most(
            RollupTable table, int[] order, int from, int to, int keep, long[] other) {
        Comparator<Integer> lessFirst = (row, than) -> compare(table, row, than);
        PriorityQueue<Integer> most = new PriorityQueue<>(keep + 1, lessFirst);
        long least = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int row = order[i];
            if (most.size() < keep) {
                most.add(row);
            } else if (table.get(row, RollupTable.BYTES) < least) {
                addTo(other, table, row);
            } else if (compare(table, row, most.element()) > 0) {
                addTo(other, table, most.remove());
                most.add(row);
                least = table.get(most.element(), RollupTable.BYTES);
            } else {
                addTo(other, table, row);
            }
        }
        return most.stream().sorted(table::compareKeys).mapToInt(Integer::intValue).toArray();
    }

    /** Positive where a row has more than another one of its dimension. */
    private static int compare(RollupTable table, int row, int than) {
        for (int word = RollupTable.BYTES; word < RollupTable.WORDS; word++) {
            int by = Long.compare(table.get(row, word), table.get(than, word));
            if (by != 0) {
                return by;
            }
        }
        return -table.compareKeys(row, than);
    }

    private static void addTo(long[] other, RollupTable table, int row) {
        int at = table.dimension(row) * RollupTable.SUMS;
        for (int sum = 0; sum < RollupTable.SUMS; sum++) {
            other[at + sum] += table.get(row, RollupTable.BYTES + sum);
        }
    }

    /** The rows of a dimension together, the dimensions in their order. */
    private static int[] byDimension(RollupTable table) {
        int[] next = new int[Dimension.COUNT + 1];
        for (int row = 0; row < table.count(); row++) {
            next[table.dimension(row) + 1]++;
        }
        for (int dimension = 0; dimension < Dimension.COUNT; dimension++) {
            next[dimension + 1] += next[dimension];
        }
        int[] order = new int[table.count()];
        for (int row = 0; row < table.count(); row++) {
            order[next[table.dimension(row)]++] = row;
        }
        return order;
    }
}
