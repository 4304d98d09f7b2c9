package io.ringflow.job.rollup;

import io.ringflow.model.state.query.Dimension;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Selects the largest rows of each dimension of a table, and sums up the rest. */
public final class LargestRows {

    /**
     * Number of keys that a closed window keeps in one dimension and partition: those with most
     * bytes; if equal, with most packets, flows and drops; then the smaller key. A window of all
     * partitions has 128 keys per dimension, or 64 for the names in labels.
     */
    static final int KEPT = 32;

    private static final int KEPT_LABELS = 16;

    private LargestRows() {}

    private static int kept(Dimension dimension) {
        return switch (dimension) {
            case TLS_SNI, TLS_ALPN, DNS_QUERY, HTTP_HOST -> KEPT_LABELS;
            default -> KEPT;
        };
    }

    /**
     * Returns the largest rows of each dimension, ordered by key, and the sums of the others.
     *
     * @param withDistributions whether the columns also get the table's distributions
     */
    public static RollupColumns of(RollupTable table, boolean withDistributions) {
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
            int[] rows = Arrays.copyOfRange(order, from, to);
            int[] largest = largest(table, rows, kept(Dimension.of(dimension)), other);
            System.arraycopy(largest, 0, order, size, largest.length);
            size += largest.length;
            from = to;
        }
        byte[] distributions =
                withDistributions ? table.distributions().encode() : Distributions.NONE;
        return new RollupColumns(table, Arrays.copyOf(order, size), other, distributions);
    }

    private static int[] largest(RollupTable table, int[] rows, int keep, long[] other) {
        Comparator<Integer> smallestFirst = (row, otherRow) -> compare(table, row, otherRow);
        PriorityQueue<Integer> largest = new PriorityQueue<>(keep + 1, smallestFirst);
        long leastBytes = Long.MIN_VALUE;
        for (int row : rows) {
            if (largest.size() < keep) {
                largest.add(row);
            } else if (table.get(row, RollupTable.BYTES) < leastBytes) {
                addTo(other, table, row);
            } else if (compare(table, row, largest.element()) > 0) {
                addTo(other, table, largest.remove());
                largest.add(row);
                leastBytes = table.get(largest.element(), RollupTable.BYTES);
            } else {
                addTo(other, table, row);
            }
        }
        return largest.stream().sorted(table::compareKeys).mapToInt(Integer::intValue).toArray();
    }

    /** Compares two rows of a dimension by their sums, then by their keys in descending order. */
    private static int compare(RollupTable table, int row, int otherRow) {
        for (int word = RollupTable.BYTES; word < RollupTable.WORDS; word++) {
            int order = Long.compare(table.get(row, word), table.get(otherRow, word));
            if (order != 0) {
                return order;
            }
        }
        return -table.compareKeys(row, otherRow);
    }

    private static void addTo(long[] other, RollupTable table, int row) {
        int at = table.dimension(row) * RollupTable.SUMS;
        for (int sum = 0; sum < RollupTable.SUMS; sum++) {
            other[at + sum] += table.get(row, RollupTable.BYTES + sum);
        }
    }

    /** Returns all rows, grouped by dimension, dimensions in ascending order. */
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
