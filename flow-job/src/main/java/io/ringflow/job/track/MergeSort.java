package io.ringflow.job.track;

/**
 * A stable merge sort of row numbers that makes use of the runs it finds: fragments come as a few
 * stretches that are in order already.
 */
final class MergeSort {

    /** Whether a row comes strictly before another. */
    @FunctionalInterface
    interface Order {
        boolean before(int row, int other, int[] ranks);
    }

    private final Order order;
    private final int[] ranks;

    MergeSort(Order order, int[] ranks) {
        this.order = order;
        this.ranks = ranks;
    }

    /** The numbers from 0 to {@code count - 1} in order. */
    int[] sort(int count) {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        int[] to = new int[count];
        boolean moved = true;
        while (moved) {
            moved = mergeRuns(from, to);
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /** Merges neighbouring runs in pairs; false where there was only one. */
    private boolean mergeRuns(int[] from, int[] to) {
        boolean merged = false;
        int begin = 0;
        while (begin < from.length) {
            int middle = runEnd(from, begin);
            int end = middle < from.length ? runEnd(from, middle) : middle;
            merged |= end > middle;
            merge(from, begin, middle, end, to);
            begin = end;
        }
        return merged;
    }

    private int runEnd(int[] rows, int begin) {
        int end = begin + 1;
        while (end < rows.length && !order.before(rows[end], rows[end - 1], ranks)) {
            end++;
        }
        return end;
    }

    private void merge(int[] from, int begin, int middle, int end, int[] to) {
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takeRight =
                    left >= middle || (right < end && order.before(from[right], from[left], ranks));
            to[i] = takeRight ? from[right++] : from[left++];
        }
    }
}
