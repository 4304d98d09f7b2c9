package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.Details;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.TcpFlags;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The flows of one shard: rows, the index of the open ones by key and of the retained ones by id,
 * and lists that have the flow idle longest at their head. One thread at a time.
 */
public final class FlowTable {

    /** No row. */
    public static final int NONE = -1;

    private static final long LOW_INT = 0xffff_ffffL;

    public RowPages rows = new RowPages();
    public final RowList[] idle = new RowList[IdleClass.COUNT];
    public RowList reports = new RowList(REPORT_LINKS);
    public RowList retained = new RowList(IDLE_LINKS);
    private RowIndex open = new RowIndex();
    private long newestBeginNanos = Long.MIN_VALUE;
    private RowIndex ended = new RowIndex();

    public FlowTable() {
        for (int i = 0; i < idle.length; i++) {
            idle[i] = new RowList(IDLE_LINKS);
        }
    }

    /** No flow of the table began later, nanoseconds since the epoch. */
    public long newestBeginNanos() {
        return newestBeginNanos;
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
        long hashWord = fragments[at + FragmentLayout.HASH];
        long key = fragments[at + FragmentLayout.KEY] & ~FragmentLayout.LATE;
        int hash = (int) (hashWord >>> 32);
        int slot = open.next(hash, open.start(hash));
        while (slot != RowIndex.NONE) {
            int row = open.row(slot);
            long[] page = rows.page(row);
            int its = RowPages.at(row);
            if (page[its + A_LOW] == fragments[at + A_LOW]
                    && page[its + B_LOW] == fragments[at + B_LOW]
                    && page[its + KEY] == key
                    && page[its + HASH] == hashWord
                    && page[its + A_HIGH] == fragments[at + A_HIGH]
                    && page[its + B_HIGH] == fragments[at + B_HIGH]) {
                return row;
            }
            slot = open.next(hash, slot + 1);
        }
        return NONE;
    }

    /**
     * Reads what folding fragments will need, so that the processor fetches it for all of them at
     * once and not for one after the other.
     *
     * @param from the first fragment
     * @param to behind the last one
     * @return something that depends on what was read, so that reading is not left out
     */
    public long touch(long[] fragments, int from, int to) {
        long seen = 0;
        for (int i = from; i < to; i++) {
            int hash = (int) (fragments[i * FragmentLayout.WORDS + FragmentLayout.HASH] >>> 32);
            int row = open.peek(hash);
            if (row != NONE) {
                long[] page = rows.page(row);
                int at = RowPages.at(row);
                seen += page[at] + page[at + BYTES_A] + page[at + SIZES];
            }
        }
        return seen;
    }

    /** The head row of the flow with an id, open or retained, or {@link #NONE}. */
    public int find(int keyHash, long sequence) {
        int row = find(open, keyHash, sequence);
        return row != NONE ? row : find(ended, Long.hashCode(sequence), sequence);
    }

    private int find(RowIndex index, int hash, long sequence) {
        int slot = index.next(hash, index.start(hash));
        while (slot != RowIndex.NONE) {
            int row = index.row(slot);
            if (get(row, SEQUENCE) == sequence) {
                return row;
            }
            slot = index.next(hash, slot + 1);
        }
        return NONE;
    }

    public long get(int row, int word) {
        return rows.get(row, word);
    }

    public void set(int row, int word, long value) {
        rows.set(row, word, value);
    }

    /** A new open flow that begins with a fragment. */
    public int create(long[] fragments, int at, long sequence, long lastActive) {
        int row = newRow(fragments, at);
        long[] page = rows.page(row);
        int its = RowPages.at(row);
        page[its + SEQUENCE] = sequence;
        page[its + LAST_ACTIVE] = lastActive;
        page[its + DUE] = 0;
        long fragmentMeta = fragments[at + FragmentLayout.META];
        page[its + META] =
                withRule(
                        page[its + META],
                        InitiatorRule.FIRST_PACKET,
                        (fragmentMeta & FragmentLayout.FIRST_FROM_B) != 0);
        rows.beginFlow(row);
        newestBeginNanos = Math.max(newestBeginNanos, lastActive);
        open.add((int) (page[its + HASH] >>> 32), row);
        idle[IdleClass.of(page[its + KEY], page[its + META])].append(rows, row);
        return row;
    }

    /** A row with a fragment's key, first packet and observer, and empty counters. */
    private int newRow(long[] fragments, int at) {
        int row = rows.take();
        long[] page = rows.page(row);
        int its = RowPages.at(row);
        System.arraycopy(fragments, at, page, its, HASH + 1);
        page[its + KEY] &= ~FragmentLayout.LATE;
        for (int word = PACKETS_A; word <= BYTES_B; word++) {
            page[its + word] = 0;
        }
        page[its + FIRST_A] = Long.MAX_VALUE;
        page[its + LAST_A] = Long.MIN_VALUE;
        page[its + FIRST_B] = Long.MAX_VALUE;
        page[its + LAST_B] = Long.MIN_VALUE;
        page[its + SQUARES] = 0;
        page[its + SIZES] = (long) Integer.MAX_VALUE << 32;
        long meta = fragments[at + FragmentLayout.META];
        page[its + META] =
                FragmentLayout.withObserver(
                        meta & META_OF_FRAGMENT & ~0xffffL, FragmentLayout.observer(meta));
        for (int word = CHAIN; word < ROUND_TRIP; word++) {
            page[its + word] = 0;
        }
        page[its + ROUND_TRIP] = NO_ROUND_TRIP;
        return row;
    }

    /** The row of a flow's chain that has the fragment's observer, or {@link #NONE}. */
    public int knownRowOfObserver(int head, long[] fragments, int at) {
        int observer = FragmentLayout.observer(fragments[at + FragmentLayout.META]);
        int row = head;
        while (row != NONE && FragmentLayout.observer(get(row, META)) != observer) {
            row = next(row);
        }
        return row;
    }

    /** The row of a flow's chain that has the fragment's observer, made where there is none. */
    public int rowOfObserver(int head, long[] fragments, int at) {
        int known = knownRowOfObserver(head, fragments, at);
        if (known != NONE) {
            return known;
        }
        int added = newRow(fragments, at);
        // What there is to report of a flow stands in its head.
        set(added, META, get(added, META) | BEGIN_REPORTED);
        int last = head;
        while (next(last) != NONE) {
            last = next(last);
        }
        rows.chain(head, last, added);
        return added;
    }

    /** The next row of a flow's chain, or {@link #NONE}. */
    public int next(int row) {
        return rows.next(row);
    }

    /** Adds a fragment's counters to a row. */
    public void book(int row, long[] f, int at) {
        long[] r = rows.page(row);
        int to = RowPages.at(row);
        r[to + PACKETS_A] += f[at + FragmentLayout.PACKETS] >>> 32;
        r[to + PACKETS_B] += f[at + FragmentLayout.PACKETS] & LOW_INT;
        r[to + BYTES_A] += f[at + FragmentLayout.BYTES_A];
        r[to + BYTES_B] += f[at + FragmentLayout.BYTES_B];
        r[to + FIRST_A] = Math.min(r[to + FIRST_A], f[at + FragmentLayout.FIRST_A]);
        r[to + LAST_A] = Math.max(r[to + LAST_A], f[at + FragmentLayout.LAST_A]);
        r[to + FIRST_B] = Math.min(r[to + FIRST_B], f[at + FragmentLayout.FIRST_B]);
        r[to + LAST_B] = Math.max(r[to + LAST_B], f[at + FragmentLayout.LAST_B]);
        r[to + SQUARES] += f[at + FragmentLayout.SQUARES];
        long mine = r[to + SIZES];
        long its = f[at + FragmentLayout.SIZES];
        r[to + SIZES] =
                Math.min(mine >> 32, its >> 32) << 32 | Math.max(mine & LOW_INT, its & LOW_INT);
        r[to + META] |= f[at + FragmentLayout.META] & 0xffff;
        long events = f[at + FragmentLayout.EVENTS];
        if (events != 0) {
            bookEvents(r, to, events);
        }
    }

    private static void bookEvents(long[] r, int to, long events) {
        r[to + RETRANSMITS] +=
                (long) FragmentLayout.retransmits(events, 0) << 32
                        | FragmentLayout.retransmits(events, 1);
        r[to + OUT_OF_ORDER] +=
                (long) FragmentLayout.outOfOrder(events, 0) << 32
                        | FragmentLayout.outOfOrder(events, 1);
        r[to + REPORTED] += (long) FragmentLayout.zeroWindows(events) << 32;
        r[to + ROUND_TRIP] |= FragmentLayout.payload(events);
    }

    /** Adds a fragment's details to a flow and to the row of the observer. */
    public void bookDetails(int head, int row, Details details, int place) {
        long rtt = Details.rtt(details.words, place);
        if (rtt != Details.NO_RTT && rttNanos(get(row, ROUND_TRIP)) == Details.NO_RTT) {
            set(row, ROUND_TRIP, rtt << 2 | (get(row, ROUND_TRIP) & 3));
        }
        if (Details.describes(details.words, place)) {
            new DetailRows(rows).merge(head, details, place);
        }
    }

    /** Whether a flow has labels. */
    public boolean hasLabels(int head) {
        return DetailRows.has(rows, head) && DetailRows.hasLabels(rows, head);
    }

    /** Reads the details of a flow that has some; returns their place in an emptied store. */
    public int readDetails(int head, Details into) {
        return new DetailRows(rows).read(head, into);
    }

    /** True where a row's flags tell that the connection ended: two FINs, or a RST. */
    public boolean endSeen(int row) {
        long meta = get(row, META);
        long either = meta | meta >>> 8;
        return (either & TcpFlags.RST) != 0 || (meta & meta >>> 8 & TcpFlags.FIN) != 0;
    }

    /** Makes an open flow the newest of its class. */
    public void touch(int row) {
        idle[idleClass(row)].touch(rows, row);
    }

    /** Moves an open flow to the class of those whose end was seen. */
    public void close(int row) {
        idle[idleClass(row)].remove(rows, row);
        set(row, META, get(row, META) | CLOSING);
        idle[idleClass(row)].append(rows, row);
    }

    public int idleClass(int row) {
        return IdleClass.of(get(row, KEY), get(row, META));
    }

    /** Takes an open flow out of its lists and of the index. */
    public void withdraw(int row) {
        idle[idleClass(row)].remove(rows, row);
        open.remove((int) (get(row, HASH) >>> 32), row);
    }

    /** Forgets all open flows at once. */
    public void clearOpen() {
        for (RowList list : idle) {
            list.clear();
        }
        reports.clear();
        open = new RowIndex();
        if (retained.size() == 0) {
            rows = new RowPages();
        }
    }

    /** Keeps a withdrawn flow for queries. */
    public void retain(int row, long untilNanos) {
        set(row, DUE, untilNanos);
        retained.append(rows, row);
        ended.add(Long.hashCode(get(row, SEQUENCE)), row);
    }

    /** Drops the flow that was retained first. */
    public void dropRetained() {
        int row = retained.head();
        retained.remove(rows, row);
        ended.remove(Long.hashCode(get(row, SEQUENCE)), row);
        free(row);
    }

    /** Gives back all rows of a flow. */
    public void free(int head) {
        free(rows, head);
    }

    static void free(RowPages rows, int head) {
        if (DetailRows.has(rows, head)) {
            new DetailRows(rows).free(head);
        }
        int row = head;
        while (row != NONE) {
            int next = rows.next(row);
            rows.give(row);
            row = next;
        }
    }

    public FlowTable copy() {
        FlowTable copy = new FlowTable();
        copy.rows = rows.copy();
        for (int i = 0; i < idle.length; i++) {
            copy.idle[i] = idle[i].copy();
        }
        copy.reports = reports.copy();
        copy.retained = retained.copy();
        copy.open = open.copy();
        copy.ended = ended.copy();
        copy.newestBeginNanos = newestBeginNanos;
        return copy;
    }

    public void write(DataOutputView out) throws IOException {
        rows.write(out);
        for (RowList list : idle) {
            list.write(out);
        }
        reports.write(out);
        retained.write(out);
    }

    public static FlowTable read(DataInputView in) throws IOException {
        FlowTable read = new FlowTable();
        read.rows = RowPages.read(in);
        for (RowList list : read.idle) {
            list.read(in);
            for (int row = list.head(); row != NONE; row = list.behind(read.rows, row)) {
                read.rows.beginFlow(row);
                read.open.add((int) (read.get(row, HASH) >>> 32), row);
            }
        }
        read.reports.read(in);
        read.retained.read(in);
        RowList kept = read.retained;
        for (int row = kept.head(); row != NONE; row = kept.behind(read.rows, row)) {
            read.rows.beginFlow(row);
            read.ended.add(Long.hashCode(read.get(row, SEQUENCE)), row);
        }
        for (int row = read.rows.nextHead(0); row != NONE; row = read.rows.nextHead(row + 1)) {
            read.newestBeginNanos =
                    Math.max(
                            read.newestBeginNanos,
                            Math.max(read.get(row, LAST_A), read.get(row, LAST_B)));
        }
        return read;
    }
}
