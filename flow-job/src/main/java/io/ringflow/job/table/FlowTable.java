package io.ringflow.job.table;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Details;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The flows of one shard: rows, an index of the open flows by key and of the retained ones by id,
 * and lists with the flow idle for longest first. Not thread-safe.
 *
 * <p>A flow is identified by its head row. Fragments are given as an array of {@link
 * FragmentLayout} and the offset of one in it.
 */
public final class FlowTable {

    /** No row. */
    public static final int NONE = RowPages.NONE;

    private final RowPages rows;
    private final DetailRows details;
    private final RowList[] idle = new RowList[IdleClass.COUNT];
    private final RowList reports;
    private final RowList retained;
    private final SplitFlows split;
    private RowIndex open = new RowIndex();
    private RowIndex ended = new RowIndex();
    private long newestStartNanos = Long.MIN_VALUE;

    /** Written by the task thread, read by queries without the shard's lock. */
    private volatile long forgottenNanos = Long.MIN_VALUE;

    private final FlowRow head = new FlowRow();
    private final FlowRow row = new FlowRow();

    /** An empty table. */
    public FlowTable() {
        this(RowPages.ofTable());
    }

    private FlowTable(RowPages rows) {
        this.rows = rows;
        this.details = new DetailRows(rows);
        for (int i = 0; i < idle.length; i++) {
            idle[i] = new RowList(rows, FlowLayout.IDLE_LINKS);
        }
        this.reports = new RowList(rows, FlowLayout.REPORT_LINKS);
        this.retained = new RowList(rows, FlowLayout.IDLE_LINKS);
        this.split = new SplitFlows(rows);
    }

    public RowPages rows() {
        return rows;
    }

    /** The open flows of an {@link IdleClass}, the one idle for longest first. */
    public RowList idle(int idleClass) {
        return idle[idleClass];
    }

    /** The open flows to report when the active timeout passes, the one due next first. */
    public RowList reports() {
        return reports;
    }

    /** The ended flows that are kept for queries, oldest first. */
    public RowList retained() {
        return retained;
    }

    /**
     * No flow of the table started later, by packet times or by event time; nanoseconds since the
     * epoch.
     */
    public long newestStartNanos() {
        return newestStartNanos;
    }

    /**
     * No flow that is no longer in the table had a packet at this time or later; {@link
     * Long#MIN_VALUE} if all flows are still in it. Needs no lock.
     */
    public long forgottenNanos() {
        return forgottenNanos;
    }

    /** Records that flows without a packet at this time or later may no longer be in the table. */
    public void forgetUntil(long nanos) {
        if (nanos > forgottenNanos) {
            forgottenNanos = nanos;
        }
    }

    /** The rows kept of flows that ended at the active timeout, oldest first. */
    public RowList split() {
        return split.list();
    }

    /**
     * Keeps what the next flow needs to continue this one.
     *
     * @param own the row whose counters are the flow's own
     */
    public void keepSplit(int flow, int own) {
        split.keep(flow, own);
    }

    /** The row kept of the flow that a fragment may continue, or {@link #NONE}. */
    public int findSplit(long[] fragments, int at) {
        return split.find(fragments, at);
    }

    /** Makes a new flow continue the one of which a row was kept. */
    public void continueSplit(int flow, int kept) {
        head.edit(rows, flow).continueFlow(row.wrap(rows, kept));
    }

    /** Forgets a flow that ended at the active timeout. */
    public void dropSplit(int kept) {
        split.drop(kept);
    }

    /** Number of open flows. */
    public int openFlows() {
        int size = 0;
        for (RowList list : idle) {
            size += list.size();
        }
        return size;
    }

    /** The open flow that a fragment belongs to, or {@link #NONE}. */
    public int find(long[] fragments, int at) {
        int hash = (int) (fragments[at + FragmentLayout.HASH] >>> 32);
        int slot = open.next(hash, open.start(hash));
        while (slot != RowIndex.NONE) {
            int candidate = open.row(slot);
            if (FlowRow.hasKeyOf(rows.page(candidate), RowPages.at(candidate), fragments, at)) {
                return candidate;
            }
            slot = open.next(hash, slot + 1);
        }
        return NONE;
    }

    /**
     * Reads the rows that folding some fragments will probably need, so that the processor fetches
     * them at the same time instead of one after the other.
     *
     * @param from the first fragment
     * @param to after the last fragment
     * @return a value that depends on all rows, so that the compiler keeps the reads
     */
    public long prefetch(long[] fragments, int from, int to) {
        long seen = 0;
        for (int i = from; i < to; i++) {
            int hash = (int) (fragments[i * FragmentLayout.WORDS + FragmentLayout.HASH] >>> 32);
            int candidate = open.peek(hash);
            if (candidate != NONE) {
                seen += FlowRow.touch(rows.page(candidate), RowPages.at(candidate));
            }
        }
        return seen;
    }

    /** The head row of the flow with an id, open or retained, or {@link #NONE}. */
    public int find(int keyHash, long sequence) {
        int found = find(open, keyHash, sequence);
        return found != NONE ? found : find(ended, Long.hashCode(sequence), sequence);
    }

    private int find(RowIndex index, int hash, long sequence) {
        int slot = index.next(hash, index.start(hash));
        while (slot != RowIndex.NONE) {
            int candidate = index.row(slot);
            if (head.wrap(rows, candidate).sequence() == sequence) {
                return candidate;
            }
            slot = index.next(hash, slot + 1);
        }
        return NONE;
    }

    /** Creates an open flow from a fragment, which is not counted yet. */
    public int create(long[] fragments, int at, long sequence, long lastActiveNanos) {
        int created = rows.take();
        head.edit(rows, created).start(fragments, at);
        long marks = fragments[at + FragmentLayout.META];
        head.startFlow(sequence, lastActiveNanos, (marks & FragmentLayout.FIRST_FROM_B) != 0);
        rows.startFlow(created);
        newestStartNanos =
                Math.max(
                        newestStartNanos,
                        Math.max(lastActiveNanos, FragmentLayout.firstNanos(fragments, at)));
        open.add(head.keyHash(), created);
        idle[IdleClass.of(head)].append(created);
        return created;
    }

    /** The row of a flow for a fragment's observer, or {@link #NONE}. */
    public int rowOfObserver(int flow, long[] fragments, int at) {
        int observer = FragmentLayout.observer(fragments[at + FragmentLayout.META]);
        int found = flow;
        while (found != NONE && FlowRow.observer(rows, found) != observer) {
            found = rows.next(found);
        }
        return found;
    }

    /** The row of a flow for a fragment's observer; created if there is none yet. */
    public int ensureRowOfObserver(int flow, long[] fragments, int at) {
        int known = rowOfObserver(flow, fragments, at);
        if (known != NONE) {
            return known;
        }
        int last = flow;
        for (int next = rows.next(last); next != NONE; next = rows.next(last)) {
            last = next;
        }
        int added = rows.take();
        row.edit(rows, added).start(fragments, at);
        row.markStartReported();
        if (head.wrap(rows, flow).isContinued()) {
            row.sameStateBefore(head);
        }
        rows.chain(flow, last, added);
        return added;
    }

    /**
     * Adds a fragment's details: the round trip to the row of its observer, the rest to the flow.
     *
     * @param place where the entry is in {@code from}
     */
    public void addDetails(int flow, int observerRow, Details from, int place) {
        long rtt = Details.rtt(from.words, place);
        row.edit(rows, observerRow);
        if (rtt != Details.NO_RTT && row.rttNanos() == Details.NO_RTT) {
            row.rttNanos(rtt);
        }
        if (Details.describes(from.words, place)) {
            details.merge(flow, from, place);
        }
    }

    /** Returns true if a flow has labels. */
    public boolean hasLabels(int flow) {
        return details.hasLabels(flow);
    }

    /**
     * Reads the details of a flow into a store, which is cleared first.
     *
     * @return the place of the entry in the store, or {@link Details#NONE} if the flow has none
     */
    public int readDetails(int flow, Details into) {
        return details.read(flow, into);
    }

    /** Moves an open flow to the idle class of flows whose end was seen. */
    public void close(int flow) {
        idleListOf(flow).remove(flow);
        head.edit(rows, flow).markClosing();
        idleListOf(flow).append(flow);
    }

    private RowList idleListOf(int flow) {
        return idle[IdleClass.of(head.wrap(rows, flow))];
    }

    /** Takes an open flow out of its lists and of the index. */
    public void withdraw(int flow) {
        idleListOf(flow).remove(flow);
        if (head.isWatched()) {
            reports.remove(flow);
        }
        open.remove(head.keyHash(), flow);
    }

    /** Forgets all open flows at once. */
    public void clearOpen() {
        for (RowList list : idle) {
            list.clear();
        }
        reports.clear();
        open = new RowIndex();
        if (retained.size() == 0) {
            rows.release();
        }
    }

    /** Keeps a withdrawn flow for queries. */
    public void retain(int flow, long untilNanos) {
        head.edit(rows, flow).dueNanos(untilNanos);
        retained.append(flow);
        ended.add(Long.hashCode(head.sequence()), flow);
    }

    /** Drops the flow that was retained first. */
    public void dropRetained() {
        int flow = retained.head();
        retained.remove(flow);
        ended.remove(Long.hashCode(head.wrap(rows, flow).sequence()), flow);
        free(flow);
    }

    /** Frees all rows of a flow that is in no list and no index. */
    public void free(int flow) {
        forgetUntil(head.wrap(rows, flow).lastActiveNanos() + 1);
        details.free(flow);
        rows.freeChain(flow);
    }

    /**
     * An equal table, which replaces this one. It takes the index and shares the pages until one of
     * both changes them, so that this one can only be written and released from now on.
     */
    public FlowTable copy() {
        FlowTable copy = new FlowTable(rows.copy());
        for (int i = 0; i < idle.length; i++) {
            copy.idle[i].copyFrom(idle[i]);
        }
        copy.reports.copyFrom(reports);
        copy.retained.copyFrom(retained);
        copy.split.replace(split);
        copy.open = open;
        copy.ended = ended;
        copy.newestStartNanos = newestStartNanos;
        copy.forgottenNanos = forgottenNanos;
        return copy;
    }

    /** Lets go of the memory of the rows, which nobody may read any more. */
    public void release() {
        rows.close();
    }

    /** Writes rows and lists, but no index. */
    public void write(DataOutputView out) throws IOException {
        rows.write(out);
        for (RowList list : idle) {
            list.write(out);
        }
        reports.write(out);
        retained.write(out);
        split.write(out);
    }

    /** Reads what {@link #write} has written, and rebuilds the index. */
    public static FlowTable read(DataInputView in) throws IOException {
        FlowTable read = new FlowTable(RowPages.read(in));
        for (RowList list : read.idle) {
            list.read(in);
            read.restore(list, false);
        }
        read.reports.read(in);
        read.retained.read(in);
        read.restore(read.retained, true);
        read.split.read(in);
        return read;
    }

    /** Rebuilds what is not written, from the flows of a list. */
    private void restore(RowList list, boolean hasEnded) {
        for (int flow = list.head(); flow != NONE; flow = list.next(flow)) {
            rows.startFlow(flow);
            head.wrap(rows, flow);
            if (hasEnded) {
                ended.add(Long.hashCode(head.sequence()), flow);
            } else {
                open.add(head.keyHash(), flow);
            }
            newestStartNanos = Math.max(newestStartNanos, head.lastNanos());
        }
    }
}
