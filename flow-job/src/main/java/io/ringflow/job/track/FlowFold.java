package io.ringflow.job.track;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.Details;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.IdleClass;
import io.ringflow.job.table.RowList;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.EndReason;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The rules by which fragments become flows, at work on one shard's table. Everything it decides
 * follows from the fragments in their order, the settings and the table: not from when it is
 * called, so that a replay gives the same flows however its batches fall.
 */
final class FlowFold {

    /**
     * Something to tell of a flow.
     *
     * @param row the flow's head row; valid only during the call
     * @param event what happened
     */
    record Happening(int row, FlowEvent event) {}

    private static final LabelKind[] LABELS = LabelKind.values();
    private static final long LOW_INT = 0xffff_ffffL;

    /** Fragments whose memory is fetched together. */
    private static final int STRETCH = 32;

    private final FlowTable table;
    private final ShardTotals totals;
    private final FoldRules rules;
    private final OwnCounters own;
    private final FlowRollups rollups;
    private final ClockSkews skews;

    /** The number of each observer's host; none where all have the same. */
    private final int[] hosts;

    private final Consumer<Happening> output;

    /** Notes what changes, for those who follow; null where nobody does. */
    private final FlowChanges changes;

    /** The place of each observer among all, by name. */
    private final int[] observerRanks;

    /** Where labels are read to. */
    private final Details labels = new Details();

    /** Flows begun in the bucket that is being folded. */
    private int[] created = new int[16];

    private int createdCount;

    /** Of the bucket that is being folded. */
    private Details details;

    @SuppressWarnings("UnusedVariable") // written so that the reads are not left out
    private long touched;

    FlowFold(
            FlowTable table,
            ShardTotals totals,
            FoldRules rules,
            int[] observerRanks,
            FlowRollups rollups,
            ClockSkews skews,
            int[] hosts,
            Consumer<Happening> output,
            FlowChanges changes) {
        this.table = table;
        this.totals = totals;
        this.rules = rules;
        this.own = new OwnCounters(table, observerRanks);
        this.observerRanks = observerRanks;
        this.rollups = rollups;
        this.skews = skews;
        this.hosts = hosts;
        this.output = output;
        this.changes = changes;
    }

    /** Ends what was due before a bucket, then folds its fragments in order. */
    void fold(BucketBuffer bucket) {
        expire(bucket.startNanos);
        bucket.mend(rules.timesOutWithinABucket());
        bucket.sort(observerRanks);
        if (table.rows.live() + bucket.count() > rules.maxRows()) {
            // An eviction must not fall between two halves of what one flow did in the bucket.
            bucket.merge();
        }
        totals.beginBucket(bucket.startNanos);
        long[] fragments = bucket.rows();
        details = bucket.details();
        for (int from = 0; from < bucket.count(); from += STRETCH) {
            int to = Math.min(from + STRETCH, bucket.count());
            touched += table.touch(fragments, from, to);
            for (int i = from; i < to; i++) {
                fold(fragments, i * FragmentLayout.WORDS, bucket.startNanos);
            }
        }
        for (int i = 0; i < createdCount; i++) {
            if ((table.get(created[i], META) & BEGIN_REPORTED) == 0) {
                reportBegin(created[i]);
            }
        }
        createdCount = 0;
        if (changes != null) {
            changes.endBucket(table.rows);
        }
    }

    private void fold(long[] fragments, int at, long bucketNanos) {
        int row = table.find(fragments, at);
        long begun = totals.flows;
        boolean joins =
                isLate(fragments, at)
                        || (fragments[at + FragmentLayout.META] & FragmentLayout.CONTINUES) != 0;
        if (row != FlowTable.NONE && !joins && beginsAnew(row, fragments, at)) {
            long salt = table.get(row, SEQUENCE);
            end(row, reasonOfSilence(row), bucketNanos);
            row = create(fragments, at, sequence(fragments, at, salt, bucketNanos), bucketNanos);
        } else if (row == FlowTable.NONE) {
            row = create(fragments, at, sequence(fragments, at, 0, bucketNanos), bucketNanos);
        } else if (table.get(row, LAST_ACTIVE) < bucketNanos) {
            table.touch(row);
        }
        if (changes != null) {
            changes.touch(row);
        }
        int counted = table.rowOfObserver(row, fragments, at);
        boolean firstSight = own.packets(counted) == 0;
        boolean alone = table.next(row) == FlowTable.NONE;
        long packets = alone ? -own.packets(row) : -own.packets(own.row(row));
        long bytes = alone ? -own.bytes(row) : -own.bytes(own.row(row));
        table.book(counted, fragments, at);
        if (firstSight && !alone && hosts.length > 0 && !isLate(fragments, at)) {
            skews.compare(table, row, counted, hosts);
        }
        int owner = alone ? row : own.row(row);
        packets += own.packets(owner);
        bytes += own.bytes(owner);
        int detail = FragmentLayout.detail(fragments[at + FragmentLayout.EVENTS]);
        if (detail != Details.NONE) {
            table.bookDetails(row, counted, details, detail);
        }
        long active = activity(fragments, at, bucketNanos);
        if (active > table.get(row, LAST_ACTIVE)) {
            table.set(row, LAST_ACTIVE, active);
        }
        Initiator.decide(table, row, fragments, at);
        if (protocol(table.get(row, KEY)) == Protocols.TCP
                && (table.get(row, META) & CLOSING) == 0
                && table.endSeen(counted)) {
            table.close(row);
        }
        totals.count(packets, bytes);
        if (rollups.collects()) {
            rollUp(row, bytes, packets, totals.flows - begun);
            rollUpObserver(fragments, at, firstSight);
        }
    }

    /** Adds what a fragment changed in a flow's own counters. */
    private void rollUp(int row, long bytes, long packets, long flows) {
        boolean fromB = (table.get(row, META) & INITIATOR_B) != 0;
        rollups.book(table.rows.page(row), RowPages.at(row), fromB, bytes, packets, flows);
        if (table.hasLabels(row)) {
            int place = table.readDetails(row, labels);
            for (LabelKind kind : LABELS) {
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

    /** Whether a fragment can't belong to the flow: silent for too long, or a SYN after its end. */
    private boolean beginsAnew(int row, long[] fragments, int at) {
        long silence = firstOf(fragments, at) - table.get(row, LAST_ACTIVE);
        if (silence > rules.idleNanos(table.idleClass(row))) {
            return true;
        }
        if ((fragments[at + FragmentLayout.META] & FragmentLayout.STARTS_WITH_SYN) == 0) {
            return false;
        }
        // Another observer's view of the SYN that began the flow does not begin one more.
        int own = table.knownRowOfObserver(row, fragments, at);
        return own != FlowTable.NONE && table.endSeen(own);
    }

    private static boolean isLate(long[] fragments, int at) {
        return (fragments[at + FragmentLayout.KEY] & FragmentLayout.LATE) != 0;
    }

    private EndReason reasonOfSilence(int row) {
        return (table.get(row, META) & CLOSING) != 0
                ? EndReason.END_OF_FLOW
                : EndReason.IDLE_TIMEOUT;
    }

    private static long firstOf(long[] fragments, int at) {
        return Math.min(
                fragments[at + FragmentLayout.FIRST_A], fragments[at + FragmentLayout.FIRST_B]);
    }

    /**
     * Time of the last packet; that of the bucket for packets later than allowed, so that the idle
     * lists stay in order.
     */
    private static long activity(long[] fragments, int at, long bucketNanos) {
        if (isLate(fragments, at)) {
            return bucketNanos;
        }
        return Math.max(
                fragments[at + FragmentLayout.LAST_A], fragments[at + FragmentLayout.LAST_B]);
    }

    private int create(long[] fragments, int at, long sequence, long bucketNanos) {
        while (table.rows.live() >= rules.maxRows()) {
            evict(bucketNanos);
        }
        totals.countFlow();
        int row = table.create(fragments, at, sequence, activity(fragments, at, bucketNanos));
        if (rules.watchesActiveTimeout()) {
            watch(row, bucketNanos);
        }
        if (changes != null) {
            changes.begin(row);
        }
        return row;
    }

    /** Makes room: ended flows first, then the one that is silent for longest. */
    private void evict(long nowNanos) {
        if (table.retained.size() > 0) {
            table.dropRetained();
            return;
        }
        int longest = FlowTable.NONE;
        for (RowList list : table.idle) {
            int head = list.head();
            if (head != FlowTable.NONE
                    && (longest == FlowTable.NONE
                            || table.get(head, LAST_ACTIVE) < table.get(longest, LAST_ACTIVE))) {
                longest = head;
            }
        }
        end(longest, EndReason.LACK_OF_RESOURCES, nowNanos);
    }

    /**
     * Tells apart the flows of one key by when they began, by their bucket and their place in the
     * order of packets; for one that follows another at once, the other's sequence is the salt. The
     * place alone does not do: packets out of order have the same one in several buckets.
     */
    private static long sequence(long[] fragments, int at, long salt, long bucketNanos) {
        long mixed =
                (fragments[at + FragmentLayout.A_HIGH] * 31 + fragments[at + FragmentLayout.A_LOW])
                        ^ Long.rotateLeft(
                                fragments[at + FragmentLayout.B_HIGH] * 31
                                        + fragments[at + FragmentLayout.B_LOW],
                                21);
        mixed = avalanche(mixed ^ (fragments[at + FragmentLayout.KEY] & ~FragmentLayout.LATE));
        mixed = avalanche(mixed ^ bucketNanos);
        return avalanche(mixed ^ fragments[at + FragmentLayout.ORDER]) ^ avalanche(salt);
    }

    private static long avalanche(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }

    private void end(int row, EndReason reason, long nowNanos) {
        if ((table.get(row, META) & WATCHED) != 0) {
            table.reports.remove(table.rows, row);
        }
        table.withdraw(row);
        tellEnd(row, reason, nowNanos);
        if (rules.retentionNanos() > 0) {
            long until = nowNanos + rules.retentionNanos();
            table.retain(row, until < nowNanos ? Long.MAX_VALUE : until);
        } else {
            table.free(row);
        }
    }

    private void tellEnd(int row, EndReason reason, long nowNanos) {
        if (rules.reportBegins() && (table.get(row, META) & BEGIN_REPORTED) == 0) {
            reportBegin(row);
        }
        table.set(row, META, withEnd(table.get(row, META), reason));
        totals.countEnd(reason);
        if (changes != null) {
            changes.end(table.rows, row);
        }
        if (rollups.collects()) {
            int owner = own.row(row);
            rollups.ended(nowNanos, own.bytes(owner), own.durationNanos(owner));
        }
        output.accept(new Happening(row, FlowEvent.END));
    }

    /** Puts a new flow on the list of those to look at when the active timeout passes. */
    private void watch(int row, long bucketNanos) {
        table.set(row, META, table.get(row, META) | WATCHED);
        table.set(row, DUE, bucketNanos + rules.eventTime().bucketNanos() + rules.activeNanos());
        table.reports.append(table.rows, row);
        if (rules.reportBegins()) {
            if (createdCount == created.length) {
                created = Arrays.copyOf(created, 2 * createdCount);
            }
            created[createdCount++] = row;
        }
    }

    /**
     * Ends the flows that were silent for too long and reports those that go on.
     *
     * @param nowNanos every packet before this time has been folded
     */
    void expire(long nowNanos) {
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            RowList list = table.idle[idleClass];
            long timeout = rules.idleNanos(idleClass);
            int row = list.head();
            // The list is in order of buckets, not within them.
            while (row != RowList.NONE
                    && rules.eventTime().bucketOf(table.get(row, LAST_ACTIVE)) + timeout
                            < nowNanos) {
                int behind = list.behind(table.rows, row);
                if (table.get(row, LAST_ACTIVE) + timeout < nowNanos) {
                    endSilent(row, timeout);
                }
                row = behind;
            }
        }
        while (table.reports.head() != RowList.NONE
                && table.get(table.reports.head(), DUE) <= nowNanos) {
            activeTimeout(table.reports.head());
        }
        while (table.retained.head() != RowList.NONE
                && table.get(table.retained.head(), DUE) <= nowNanos) {
            table.dropRetained();
        }
    }

    /** As if the end had been looked at just when it was due: reports due before it come first. */
    private void endSilent(int row, long timeout) {
        long dueNanos =
                rules.eventTime().bucketOf(table.get(row, LAST_ACTIVE) + timeout)
                        + rules.eventTime().bucketNanos();
        if ((table.get(row, META) & WATCHED) != 0 && table.get(row, DUE) <= dueNanos) {
            if (rules.splitOnActive()) {
                end(row, EndReason.ACTIVE_TIMEOUT, dueNanos);
                return;
            }
            reportUpdate(row);
        }
        end(row, reasonOfSilence(row), dueNanos);
    }

    private void activeTimeout(int row) {
        long due = table.get(row, DUE);
        if (rules.splitOnActive()) {
            end(row, EndReason.ACTIVE_TIMEOUT, due);
            return;
        }
        reportUpdate(row);
        table.set(row, DUE, due + rules.activeNanos());
        table.reports.touch(table.rows, row);
    }

    /** Reports a flow that had packets since its last report. */
    private void reportUpdate(int row) {
        if ((int) packets(row) != (int) table.get(row, REPORTED)) {
            noteReported(row);
            output.accept(new Happening(row, FlowEvent.UPDATE));
        }
    }

    /** Ends every flow, at the end of the capture. */
    void endAll(long nowNanos) {
        if (rules.retentionNanos() == Long.MAX_VALUE) {
            for (RowList list : table.idle) {
                while (list.head() != RowList.NONE) {
                    end(list.head(), EndReason.FORCED_END, nowNanos);
                }
            }
            return;
        }
        for (RowList list : table.idle) {
            for (int row = list.head(); row != RowList.NONE; row = list.behind(table.rows, row)) {
                tellEnd(row, EndReason.FORCED_END, nowNanos);
            }
        }
        while (table.retained.size() > 0) {
            table.dropRetained();
        }
        table.clearOpen();
    }

    /** Event time at which the next flow is due to end; {@link Long#MAX_VALUE} for none. */
    long nextDueNanos() {
        long next = Long.MAX_VALUE;
        for (int idleClass = 0; idleClass < IdleClass.COUNT; idleClass++) {
            int head = table.idle[idleClass].head();
            if (head != RowList.NONE) {
                long silentUntil = table.get(head, LAST_ACTIVE) + rules.idleNanos(idleClass) + 1;
                next = Math.min(next, silentUntil);
            }
        }
        if (table.reports.head() != RowList.NONE) {
            next = Math.min(next, table.get(table.reports.head(), DUE));
        }
        if (table.retained.head() != RowList.NONE) {
            next = Math.min(next, table.get(table.retained.head(), DUE));
        }
        return next;
    }

    private void reportBegin(int row) {
        table.set(row, META, table.get(row, META) | BEGIN_REPORTED);
        noteReported(row);
        output.accept(new Happening(row, FlowEvent.NEW));
    }

    private void noteReported(int row) {
        long zeroWindows = table.get(row, REPORTED) >>> 32 << 32;
        table.set(row, REPORTED, zeroWindows | (packets(row) & LOW_INT));
    }

    private long packets(int row) {
        long sum = 0;
        for (int its = row; its != FlowTable.NONE; its = table.next(its)) {
            sum += table.get(its, PACKETS_A) + table.get(its, PACKETS_B);
        }
        return sum;
    }
}
