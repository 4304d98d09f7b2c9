package io.ringflow.job.track;

/**
 * A stable merge sort of row numbers that uses the runs it finds: fragments come as a few sequences
 * that are already sorted.
 */
final class MergeSort {

    /** An order of rows. */
    @FunctionalInterface
    interface Order {

        /** Returns true if a row comes strictly before another. */
        boolean before(int row, int other);
    }

    private final Order order;

    MergeSort(Order order) {
        this.order = order;
    }

    /** The numbers from 0 to {@code count - 1} in order. */
    int[] sort(int count) {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        int[] to = new int[count];
        boolean merged = true;
        while (merged) {
            merged = mergeRuns(from, to);
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    /** Merges neighbouring runs in pairs; returns false if there was only one. */
    private boolean mergeRuns(int[] from, int[] to) {
        boolean merged = false;
        int start = 0;
        while (start < from.length) {
            int middle = runEnd(from, start);
            int end = middle < from.length ? runEnd(from, middle) : middle;
            merged |= end > middle;
            merge(from, start, middle, end, to);
            start = end;
        }
        return merged;
    }

    private int runEnd(int[] rows, int start) {
        int end = start + 1;
        while (end < rows.length && !order.before(rows[end], rows[end - 1])) {
            end++;
        }
        return end;
    }

    private void merge(int[] from, int start, int middle, int end, int[] to) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeRight =
                    left >= middle || (right < end && order.before(from[right], from[left]));
            to[i] = takeRight ? from[right++] : from[left++];
        }
    }
}
