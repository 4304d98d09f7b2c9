package io.ringflow.job.track;

import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.IdleClass;
import io.ringflow.job.table.RowList;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.EndReason;
import java.util.List;

/**
 * Ends the flows of one shard: silent ones, those cut at the active timeout, those evicted from a
 * full table, and all of them at the end of the capture. Called by the task thread.
 *
 * <p>Ends depend on event time alone and not on when {@link #expire} is called.
 */
final class FlowExpiry {

    private final FlowTable table;
    private final RowPages rows;
    private final FoldRules rules;
    private final FlowReports reports;
    private final FlowRow head = new FlowRow();

    FlowExpiry(FlowTable table, FoldRules rules, FlowReports reports) {
        this.table = table;
        this.rows = table.rows();
        this.rules = rules;
        this.reports = reports;
    }

    /**
     * Ends the flows that were silent for too long, reports those that are due, and drops retained
     * ones.
     *
     * @param nowNanos every packet before this time has been folded
     */
    void expire(long nowNanos) {
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            expireIdle(table.idle(idleClass), rules.idle().nanos(idleClass), nowNanos);
        }
        while (isDue(table.reports(), nowNanos)) {
            activeTimeout(table.reports().head());
        }
        while (isDue(table.retained(), nowNanos)) {
            table.dropRetained();
        }
        while (table.split().head() != RowList.NONE && isSilent(table.split().head(), nowNanos)) {
            table.dropSplit(table.split().head());
        }
    }

    /** Returns true if a flow was silent for too long to be continued. */
    private boolean isSilent(int flow, long nowNanos) {
        head.wrap(rows, flow);
        return nowNanos - head.lastActiveNanos() > rules.idle().nanos(head);
    }

    /**
     * Returns the row kept of the flow that a new one continues, or {@link FlowTable#NONE}. It is
     * dropped by the caller, or here if the new flow doesn't continue it.
     *
     * @param firstNanos event time of the new flow
     * @param another whether the new flow is certainly another connection
     */
    int continued(long[] fragments, int at, long firstNanos, boolean another) {
        int kept = table.findSplit(fragments, at);
        if (kept != FlowTable.NONE && (another || isSilent(kept, firstNanos))) {
            table.dropSplit(kept);
            return FlowTable.NONE;
        }
        return kept;
    }

    private void expireIdle(RowList list, long timeoutNanos, long nowNanos) {
        int flow = list.head();
        // The list is in order of buckets, but not within a bucket.
        while (flow != RowList.NONE
                && rules.eventTime().bucketOf(lastActiveNanos(flow)) + timeoutNanos < nowNanos) {
            int next = list.next(flow);
            if (lastActiveNanos(flow) + timeoutNanos < nowNanos) {
                endSilent(flow, timeoutNanos);
            }
            flow = next;
        }
    }

    private long lastActiveNanos(int flow) {
        return head.wrap(rows, flow).lastActiveNanos();
    }

    private boolean isDue(RowList list, long nowNanos) {
        return list.head() != RowList.NONE && head.wrap(rows, list.head()).dueNanos() <= nowNanos;
    }

    /** Ends a silent flow at the time its end was due; a report due earlier comes first. */
    private void endSilent(int flow, long timeoutNanos) {
        head.wrap(rows, flow);
        long dueNanos =
                rules.eventTime().bucketOf(head.lastActiveNanos() + timeoutNanos)
                        + rules.eventTime().bucketNanos();
        if (head.isWatched() && head.dueNanos() <= dueNanos) {
            if (rules.active().splits()) {
                end(flow, EndReason.ACTIVE_TIMEOUT, dueNanos);
                return;
            }
            reports.update(flow);
        }
        end(flow, reasonOfSilence(flow), dueNanos);
    }

    /**
     * Ends a flow whose next packet belongs to another flow.
     *
     * @param connectionEnded whether the packet shows that the connection has ended
     */
    void endBefore(int flow, boolean connectionEnded, long nowNanos) {
        end(flow, connectionEnded ? EndReason.END_OF_FLOW : reasonOfSilence(flow), nowNanos);
    }

    private EndReason reasonOfSilence(int flow) {
        return head.wrap(rows, flow).isClosing() ? EndReason.END_OF_FLOW : EndReason.IDLE_TIMEOUT;
    }

    private void activeTimeout(int flow) {
        long dueNanos = head.wrap(rows, flow).dueNanos();
        if (rules.active().splits()) {
            end(flow, EndReason.ACTIVE_TIMEOUT, dueNanos);
            return;
        }
        reports.update(flow);
        head.edit(rows, flow).dueNanos(dueNanos + rules.active().nanos());
        table.reports().touch(flow);
    }

    /** Makes room for a row, if there is none: drops retained flows before it ends open ones. */
    void makeRoom(long nowNanos) {
        while (rows.live() >= rules.maxRows()) {
            if (table.retained().size() > 0) {
                table.dropRetained();
            } else if (table.split().size() > 0) {
                table.dropSplit(table.split().head());
            } else {
                end(idleLongest(), EndReason.LACK_OF_RESOURCES, nowNanos);
            }
        }
    }

    private int idleLongest() {
        int longest = FlowTable.NONE;
        long longestNanos = Long.MAX_VALUE;
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            int flow = table.idle(idleClass).head();
            if (flow != RowList.NONE
                    && (longest == FlowTable.NONE || lastActiveNanos(flow) < longestNanos)) {
                longest = flow;
                longestNanos = lastActiveNanos(flow);
            }
        }
        return longest;
    }

    private void end(int flow, EndReason reason, long nowNanos) {
        table.withdraw(flow);
        reports.end(flow, reason, nowNanos);
        if (reason == EndReason.ACTIVE_TIMEOUT) {
            reports.keepSplit(flow);
        }
        if (rules.retentionNanos() > 0) {
            long untilNanos = nowNanos + rules.retentionNanos();
            table.retain(flow, untilNanos < nowNanos ? Long.MAX_VALUE : untilNanos);
        } else {
            table.free(flow);
        }
    }

    /** Ends every flow, at the end of the capture. */
    void endAll(long nowNanos) {
        while (table.split().size() > 0) {
            table.dropSplit(table.split().head());
        }
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            RowList list = table.idle(idleClass);
            if (rules.retainsAll()) {
                while (list.head() != RowList.NONE) {
                    end(list.head(), EndReason.FORCED_END, nowNanos);
                }
            } else {
                for (int flow = list.head(); flow != RowList.NONE; flow = list.next(flow)) {
                    reports.end(flow, EndReason.FORCED_END, nowNanos);
                    table.forgetUntil(lastActiveNanos(flow) + 1);
                }
            }
        }
        if (!rules.retainsAll()) {
            while (table.retained().size() > 0) {
                table.dropRetained();
            }
            table.clearOpen();
        }
    }

    /**
     * Event time at which the next flow is due to end, to be reported or to be dropped; {@link
     * Long#MAX_VALUE} if none is.
     */
    static long nextDueNanos(FlowTable table, FoldRules rules) {
        FlowRow head = new FlowRow();
        long next = Long.MAX_VALUE;
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            int flow = table.idle(idleClass).head();
            if (flow != RowList.NONE) {
                long silentSince = head.wrap(table.rows(), flow).lastActiveNanos();
                next = Math.min(next, silentSince + rules.idle().nanos(idleClass) + 1);
            }
        }
        for (RowList list : List.of(table.reports(), table.retained())) {
            if (list.head() != RowList.NONE) {
                next = Math.min(next, head.wrap(table.rows(), list.head()).dueNanos());
            }
        }
        return next;
    }
}
