package io.ringflow.job.rows;

import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.RowReader;
import io.ringflow.job.track.FlowShard;
import java.util.Arrays;
import java.util.List;

/**
 * The first flows in an order among all that are offered. It collects twice as many as are wanted
 * and then discards the worse half, so that the cost of a flow does not depend on their order. Not
 * thread-safe.
 */
public final class BestFlows {

    private static final int MIN_CAPACITY = 256;

    private final RowOrder order;
    private final int limit;
    private final FlowCopies copies = new FlowCopies();
    private final Candidate[] best;
    private int count;

    /** The last flow that is wanted so far; null until there are enough. */
    private Candidate last;

    /** Creates an empty collection of at most {@code limit} flows. */
    public BestFlows(RowOrder order, int limit) {
        this.order = order;
        this.limit = limit;
        this.best = new Candidate[Math.max(MIN_CAPACITY, 2 * limit)];
    }

    /** Offers a flow of the current shard. */
    public void offer(FlowView flow) {
        if (last != null && order.comesAfter(flow, last)) {
            return;
        }
        Candidate offered = new Candidate();
        order.rank(flow, offered);
        offered.keyHash = flow.keyHash();
        offered.sequence = flow.sequence();
        offered.row = flow.headRow();
        add(offered);
    }

    private void add(Candidate offered) {
        if (last != null && order.compare(offered, last) >= 0) {
            return;
        }
        best[count++] = offered;
        if (count == best.length) {
            discardWorseHalf();
        }
    }

    /**
     * Copies the flows that were taken from the current shard; called with its lock held. Some of
     * them may be discarded later, but selecting after each shard would cost more than the copies.
     */
    public void keep(FlowShard shard) {
        RowReader reader = shard.reader(copies.rows());
        for (int i = 0; i < count; i++) {
            if (best[i].copies == null) {
                best[i].row = copies.copy(shard.rows(), best[i].row);
                best[i].copies = reader;
            }
        }
    }

    private void discardWorseHalf() {
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

    /** Quickselect: moves the first {@link #limit} flows before all others. */
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

    /** The first flows of several collections, in order. */
    public static List<Candidate> sorted(List<BestFlows> parts, RowOrder order, int limit) {
        return parts.stream()
                .flatMap(part -> Arrays.stream(part.best, 0, part.count))
                .sorted(order)
                .limit(limit)
                .toList();
    }
}
