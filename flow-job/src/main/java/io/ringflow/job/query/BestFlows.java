package io.ringflow.job.query;

import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.FlowReader;
import io.ringflow.job.table.RowPages;
import java.util.Arrays;
import java.util.List;

/**
 * The first flows in an order among all that are offered. It gathers twice as many as are wanted,
 * then throws out the worse half: so a flow costs the same whatever order they come in. One thread
 * at a time.
 */
final class BestFlows {

    private static final int LEAST_ROOM = 256;

    private final RowOrder order;
    private final int limit;
    private final FlowCopies copies = new FlowCopies();
    private Candidate[] best;
    private int count;

    /** The last of the first: what stands behind it is not wanted. Null while there is room. */
    private Candidate last;

    BestFlows(RowOrder order, int limit) {
        this.order = order;
        this.limit = limit;
        this.best = new Candidate[Math.max(LEAST_ROOM, 2 * limit)];
    }

    /** Takes a flow of the shard at hand. */
    void offer(FlowView row) {
        if (last != null && order.behind(row, last)) {
            return;
        }
        Candidate offered = new Candidate();
        order.rank(row, offered);
        offered.keyHash = row.keyHash();
        offered.sequence = row.sequence();
        offered.row = row.headRow();
        add(offered);
    }

    private void add(Candidate offered) {
        if (last != null && order.compare(offered, last) >= 0) {
            return;
        }
        best[count++] = offered;
        if (count == best.length) {
            cut();
        }
    }

    /**
     * Copies what was taken of the shard at hand; its lock is held. Some of it may yet be thrown
     * out, but to choose after each shard costs more than these copies.
     */
    void keep(RowPages rows, FlowReader reader) {
        for (int i = 0; i < count; i++) {
            if (best[i].copies == null) {
                best[i].row = copies.copy(rows, best[i].row);
                best[i].copies = reader;
            }
        }
    }

    /** The rows of what was kept. */
    RowPages copies() {
        return copies.rows();
    }

    private void cut() {
        select();
        for (int i = limit; i < count; i++) {
            if (best[i].copies != null) {
                copies.free(best[i].row);
            }
            best[i] = null;
        }
        count = limit;
        last = best[0];
        for (int i = 1; i < limit; i++) {
            if (order.compare(best[i], last) > 0) {
                last = best[i];
            }
        }
    }

    /** Quickselect: afterwards the first {@link #limit} stand before all others. */
    private void select() {
        int from = 0;
        int to = count - 1;
        while (from < to) {
            Candidate pivot = median(best[from], best[(from + to) >>> 1], best[to]);
            int left = from;
            int right = to;
            while (left <= right) {
                while (order.compare(best[left], pivot) < 0) {
                    left++;
                }
                while (order.compare(best[right], pivot) > 0) {
                    right--;
                }
                if (left <= right) {
                    Candidate swapped = best[left];
                    best[left++] = best[right];
                    best[right--] = swapped;
                }
            }
            if (limit - 1 <= right) {
                to = right;
            } else if (limit - 1 >= left) {
                from = left;
            } else {
                return;
            }
        }
    }

    private Candidate median(Candidate a, Candidate b, Candidate c) {
        if (order.compare(a, b) > 0) {
            return order.compare(a, c) < 0 ? a : order.compare(b, c) > 0 ? b : c;
        }
        return order.compare(b, c) < 0 ? b : order.compare(a, c) > 0 ? a : c;
    }

    /** The first of several, in order. */
    static List<Candidate> sorted(List<BestFlows> parts, RowOrder order, int limit) {
        return parts.stream()
                .flatMap(part -> Arrays.stream(part.best, 0, part.count))
                .sorted(order)
                .limit(limit)
                .toList();
    }
}
