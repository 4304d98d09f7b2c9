package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Details;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.IdleClass;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;

/**
 * Folds the fragments of one shard into its flows, bucket by bucket. For one advance of the shard;
 * called by the task thread.
 *
 * <p>The result depends on the fragments in their order, the settings and the table, and not on
 * when this is called: a replay gives the same flows whatever its batches are.
 */
final class FlowFold {

    private static final LabelKind[] LABELS = LabelKind.values();
    private static final long LOW_INT = 0xffff_ffffL;

    /** Fragments whose rows are fetched from memory together. */
    private static final int PREFETCHED = 32;

    private final FlowTable table;
    private final RowPages rows;
    private final Observers observers;
    private final ShardTotals totals;
    private final ClockSkews skews;
    private final FoldRules rules;
    private final FlowExpiry expiry;
    private final FlowReports reports;
    private final FlowRollups rollups;
    private final FlowChanges changes;

    /** The head of the flow that the fragment at hand belongs to. */
    private final FlowRow head = new FlowRow();

    /** The row of that flow for the fragment's observer, if it is not the head. */
    private final FlowRow seenRow = new FlowRow();

    /** The row of that flow whose counters are the flow's own, if it is not the head. */
    private final FlowRow ownRow = new FlowRow();

    /** For reading labels. */
    private final Details labels = new Details();

    /** Details of the bucket at hand. */
    private Details details;

    /** Start of the bucket at hand. */
    private long bucketNanos;

    @SuppressWarnings("UnusedVariable") // written so that the compiler keeps the reads
    private long prefetched;

    FlowFold(
            FlowShard shard,
            FlowExpiry expiry,
            FlowReports reports,
            FoldRules rules,
            FoldOutput output) {
        this.table = shard.table();
        this.rows = table.rows();
        this.observers = shard.observers();
        this.totals = shard.totals();
        this.skews = shard.clockSkews();
        this.rules = rules;
        this.expiry = expiry;
        this.reports = reports;
        this.rollups = output.rollups();
        this.changes = output.changes();
    }

    /** Ends the flows that were due before a bucket, then folds its fragments in order. */
    void fold(BucketBuffer bucket) {
        expiry.expire(bucket.startNanos);
        bucket.joinParts(rules.timesOutWithinBucket());
        bucket.sort(observers);
        if (rows.live() + bucket.count() > rules.maxRows()) {
            // A flow must not be evicted between two fragments of what it did in the bucket.
            bucket.merge();
        }
        bucketNanos = bucket.startNanos;
        details = bucket.details();
        totals.startBucket(bucketNanos);
        long[] fragments = bucket.rows();
        for (int from = 0; from < bucket.count(); from += PREFETCHED) {
            int to = Math.min(from + PREFETCHED, bucket.count());
            prefetched += table.prefetch(fragments, from, to);
            for (int i = from; i < to; i++) {
                fold(fragments, i * FragmentLayout.WORDS);
            }
        }
        reports.endBucket();
        if (rollups.collects()) {
            rollups.endBucket(bucketNanos, observers.list());
        }
    }

    private void fold(long[] fragments, int at) {
        long flowsBefore = totals.flows;
        int flow = flowOf(fragments, at);
        if (changes != null) {
            changes.touch(flow);
        }
        int observerRow = table.ensureRowOfObserver(flow, fragments, at);
        FlowRow seen = observerRow == flow ? head : seenRow.edit(rows, observerRow);
        boolean alone = head.nextRow() == RowPages.NONE;
        boolean firstSight = seen.packets() == 0;
        FlowRow own = own(flow, alone);
        long packets = -own.packets();
        long bytes = -own.bytes();
        seen.add(fragments, at);
        if (firstSight && !alone && observers.severalHosts() && !isLate(fragments, at)) {
            skews.compare(rows, flow, observerRow, observers);
        }
        own = own(flow, alone);
        packets += own.packets();
        bytes += own.bytes();
        updateFlow(flow, observerRow, fragments, at);
        if (head.protocol() == Protocols.TCP && !head.isClosing() && seen.isEndSeen()) {
            table.close(flow);
        }
        totals.count(packets, bytes);
        if (rollups.collects()) {
            rollUpFlow(flow, bytes, packets, totals.flows - flowsBefore);
            rollUpObserver(fragments, at, firstSight);
        }
    }

    /** Adds what a fragment says about the flow as a whole; its counters are added already. */
    private void updateFlow(int flow, int observerRow, long[] fragments, int at) {
        int detail = FragmentLayout.detail(fragments[at + FragmentLayout.EVENTS]);
        if (detail != Details.NONE) {
            table.addDetails(flow, observerRow, details, detail);
        }
        long lastActive = lastActiveNanos(fragments, at);
        if (lastActive > head.lastActiveNanos()) {
            head.lastActiveNanos(lastActive);
        }
        if (FragmentLayout.startsConnection(fragments[at + FragmentLayout.META])) {
            head.startConnection(fragments[at + FragmentLayout.META]);
        }
        Initiator.decide(head, fragments, at);
    }

    /** The row of the flow at hand whose counters are the flow's own. */
    private FlowRow own(int flow, boolean alone) {
        return alone ? head : ownRow.wrap(rows, FlowRow.ownCounters(rows, flow, observers));
    }

    /** Moves to the flow that a fragment belongs to; creates it if there is none. */
    private int flowOf(long[] fragments, int at) {
        int flow = table.find(fragments, at);
        if (flow == FlowTable.NONE) {
            return create(fragments, at, 0);
        }
        head.edit(rows, flow);
        boolean silent = wasSilent(fragments, at);
        if (silent || startsAnother(flow, fragments, at)) {
            long salt = head.sequence();
            expiry.endBefore(flow, !silent, bucketNanos);
            return create(fragments, at, salt);
        }
        if (head.lastActiveNanos() < bucketNanos) {
            table.idle(IdleClass.of(head)).touch(flow);
        }
        return flow;
    }

    private int create(long[] fragments, int at, long salt) {
        expiry.makeRoom(bucketNanos);
        int continued = continued(fragments, at);
        int flow =
                table.create(
                        fragments,
                        at,
                        FlowIds.sequence(fragments, at, salt, bucketNanos),
                        lastActiveNanos(fragments, at));
        if (continued != FlowTable.NONE) {
            table.continueSplit(flow, continued);
            table.dropSplit(continued);
        }
        reports.start(flow, bucketNanos);
        head.edit(rows, flow);
        return flow;
    }

    /** The row kept of the flow that a new one continues after the active timeout, or none. */
    private int continued(long[] fragments, int at) {
        long first =
                isLate(fragments, at) ? bucketNanos : FragmentLayout.firstEventNanos(fragments, at);
        boolean another = FragmentLayout.startsConnection(fragments[at + FragmentLayout.META]);
        return expiry.continued(fragments, at, first, another);
    }

    /** Returns true if the flow at hand was silent for too long before a fragment. */
    private boolean wasSilent(long[] fragments, int at) {
        if (isLate(fragments, at)
                || (fragments[at + FragmentLayout.META] & FragmentLayout.CONTINUES) != 0) {
            return false;
        }
        long firstNanos = FragmentLayout.firstEventNanos(fragments, at);
        return firstNanos - head.lastActiveNanos() > rules.idle().nanos(head);
    }

    /** Returns true if a fragment starts another connection than the flow at hand. */
    private boolean startsAnother(int flow, long[] fragments, int at) {
        long marks = fragments[at + FragmentLayout.META];
        if (!FragmentLayout.startsConnection(marks)) {
            return false;
        }
        // The SYN that started the flow, seen by another observer, does not start another flow.
        // Until then, an observer whose packets come later may still have seen the flow before.
        boolean sameStart =
                rows.chained(flow) && head.connectionTag() == FragmentLayout.connectionTag(marks);
        return !sameStart && table.rowOfObserver(flow, fragments, at) != FlowTable.NONE;
    }

    private static boolean isLate(long[] fragments, int at) {
        return (fragments[at + FragmentLayout.KEY] & FragmentLayout.LATE) != 0;
    }

    /**
     * Event time of the fragment's last packet. Packets later than allowed count as the start of
     * their bucket, so that the idle lists stay in order.
     */
    private long lastActiveNanos(long[] fragments, int at) {
        if (isLate(fragments, at)) {
            return bucketNanos;
        }
        return FragmentLayout.lastEventNanos(fragments, at);
    }

    /** Adds what a fragment changed in the flow's own counters. */
    private void rollUpFlow(int flow, long bytes, long packets, long flows) {
        rollups.book(head, bytes, packets, flows);
        if (head.hasDetails() && table.hasLabels(flow)) {
            int place = table.readDetails(flow, labels);
            for (int i = 0; i < LabelKind.SUMMED_UP; i++) {
                LabelKind kind = LABELS[i];
                String text = Details.label(labels.words, place, kind);
                rollups.label(kind, text, bytes, packets, flows);
            }
        }
    }

    private void rollUpObserver(long[] fragments, int at, boolean firstSight) {
        long packets = fragments[at + FragmentLayout.PACKETS];
        rollups.seen(
                FragmentLayout.observer(fragments[at + FragmentLayout.META]),
                fragments[at + FragmentLayout.BYTES_A] + fragments[at + FragmentLayout.BYTES_B],
                (packets >>> 32) + (packets & LOW_INT),
                firstSight ? 1 : 0);
    }
}
