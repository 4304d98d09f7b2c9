package io.ringflow.job.track;

import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.table.RowReader;
import io.ringflow.model.EndReason;
import io.ringflow.model.FlowEvent;
import java.util.Arrays;

/**
 * Emits the records of one shard's flows: {@code new}, {@code update} and {@code end}. For one
 * advance of the shard; called by the task thread.
 */
final class FlowReports {

    private final FlowTable table;
    private final RowPages rows;
    private final Observers observers;
    private final ShardTotals totals;
    private final FoldRules rules;
    private final FoldOutput output;
    private final RowReader reader;
    private final FlowRow head = new FlowRow();
    private final FlowRow own = new FlowRow();

    /** Flows that started in the bucket being folded, if their start is to be reported. */
    private int[] started = new int[16];

    private int startedCount;

    FlowReports(FlowShard shard, FoldRules rules, FoldOutput output) {
        this.table = shard.table();
        this.rows = table.rows();
        this.observers = shard.observers();
        this.totals = shard.totals();
        this.rules = rules;
        this.output = output;
        this.reader = shard.reader(rows);
    }

    /** Notes a new flow, and when it is due to be reported. */
    void start(int flow, long bucketNanos) {
        totals.countFlow();
        if (rules.active().watches()) {
            head.edit(rows, flow).markWatched();
            head.dueNanos(bucketNanos + rules.eventTime().bucketNanos() + rules.active().nanos());
            table.reports().append(flow);
        }
        if (rules.active().reportsStarts()) {
            if (startedCount == started.length) {
                started = Arrays.copyOf(started, 2 * startedCount);
            }
            started[startedCount++] = flow;
        }
        if (output.changes() != null) {
            output.changes().start(flow);
        }
    }

    /** Reports the flows that started in a bucket and are still open, once it is folded. */
    void endBucket() {
        for (int i = 0; i < startedCount; i++) {
            // If the flow has ended since, its row may belong to another flow by now.
            if (rows.isHead(started[i])) {
                reportStart(started[i]);
            }
        }
        startedCount = 0;
        if (output.changes() != null) {
            output.changes().endBucket(rows);
        }
    }

    private void reportStart(int flow) {
        if (!head.wrap(rows, flow).isStartReported()) {
            head.edit(rows, flow).markStartReported();
            head.reportedPackets((int) FlowRow.packetsOfAll(rows, flow));
            emit(flow, FlowEvent.NEW);
        }
    }

    /** Reports a flow if it had packets since its last report. */
    void update(int flow) {
        int packets = (int) FlowRow.packetsOfAll(rows, flow);
        if (packets != head.wrap(rows, flow).reportedPackets()) {
            head.edit(rows, flow).reportedPackets(packets);
            emit(flow, FlowEvent.UPDATE);
        }
    }

    /** Reports the end of a flow, which is in the table until this returns. */
    void end(int flow, EndReason reason, long nowNanos) {
        if (rules.active().reportsStarts()) {
            reportStart(flow);
        }
        head.edit(rows, flow).endReason(reason);
        totals.countEnd(reason);
        if (output.changes() != null) {
            output.changes().end(rows, flow);
        }
        if (output.rollups().collects()) {
            own.wrap(rows, FlowRow.ownCounters(rows, flow, observers));
            output.rollups().ended(nowNanos, own.bytes(), own.durationNanos());
        }
        emit(flow, FlowEvent.END);
    }

    /** Keeps what the next flow needs to continue one that has ended. */
    void keepSplit(int flow) {
        table.keepSplit(flow, FlowRow.ownCounters(rows, flow, observers));
    }

    private void emit(int flow, FlowEvent event) {
        if (output.records() != null) {
            output.records().accept(reader.read(flow, event));
        }
    }
}
