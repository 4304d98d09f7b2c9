package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.EndReason;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Protocols;
import org.apache.flink.core.memory.MemorySegment;

/**
 * A flyweight over one row of a shard's flow table: reads and writes the row in place and moves
 * from row to row without allocation. {@link FlowLayout} pictures the row. What the row's observer
 * counted is read by the methods of {@link ObserverCounters}.
 *
 * <p>Methods with a side take 0 for endpoint A and 1 for endpoint B. Times are nanoseconds since
 * the epoch. Not thread-safe; the caller holds the lock of the shard that the row belongs to.
 */
public final class FlowRow extends ObserverCounters {

    /** Words of a row. */
    public static final int WORDS = FlowLayout.WORDS;

    /** Moves to a row of a table, for reading; returns this. */
    public FlowRow wrap(RowPages rows, int row) {
        page = rows.page(row);
        offset = RowPages.at(row);
        writable = false;
        return this;
    }

    /**
     * Moves to a row of a table, for reading and writing; returns this. A snapshot does not see the
     * change.
     */
    public FlowRow edit(RowPages rows, int row) {
        return edit(rows.ownPage(row), RowPages.at(row));
    }

    /** Moves to the row that starts at a byte of some memory; returns this. */
    public FlowRow edit(MemorySegment memory, int start) {
        page = memory;
        offset = start;
        writable = true;
        return this;
    }

    // The key

    /** The high half of an endpoint's address; IPv4 addresses are mapped. */
    public long addressHigh(int side) {
        return get(A_HIGH + 2 * side);
    }

    /** The low half of an endpoint's address. */
    public long addressLow(int side) {
        return get(A_LOW + 2 * side);
    }

    /** An endpoint's port; 0 if the protocol is ICMP. */
    public int port(int side) {
        return isIcmp() ? 0 : (int) (get(KEY) >>> (48 - 16 * side)) & 0xffff;
    }

    /** The ports of A (16) and B (16); 0 if the protocol is ICMP. */
    long ports() {
        return isIcmp() ? 0 : get(KEY) >>> 32;
    }

    public int protocol() {
        return protocol(get(KEY));
    }

    private boolean isIcmp() {
        int protocol = protocol();
        return protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
    }

    /** The version of the IP header: 4 or 6. */
    public int ipVersion() {
        return (get(KEY) & FragmentLayout.IPV6) != 0 ? 6 : 4;
    }

    /** The VLAN id, or -1 if there is none. */
    public int vlanId() {
        int vlan = PacketBits.vlan(get(KEY));
        return (vlan & PacketBits.VLAN_PRESENT) != 0 ? vlan & 0xfff : -1;
    }

    /** The hash part of the flow id. */
    public int keyHash() {
        return (int) (get(HASH) >>> 32);
    }

    /**
     * Returns true if the row at an offset of a page has a fragment's key. Static, like other
     * look-ups that are made for each fragment, because moving a long-lived flyweight costs a GC
     * barrier.
     */
    static boolean hasKeyOf(MemorySegment page, int start, long[] fragments, int at) {
        return word(page, start, A_LOW) == fragments[at + A_LOW]
                && word(page, start, B_LOW) == fragments[at + B_LOW]
                && word(page, start, KEY) == (fragments[at + KEY] & ~FragmentLayout.LATE)
                && word(page, start, HASH) == fragments[at + HASH]
                && word(page, start, A_HIGH) == fragments[at + A_HIGH]
                && word(page, start, B_HIGH) == fragments[at + B_HIGH];
    }

    private static long word(MemorySegment page, int start, int word) {
        return page.getLong(start + word * Long.BYTES);
    }

    /** Reads a word of each cache line of a row; returns a value that depends on them. */
    static long touch(MemorySegment page, int start) {
        return word(page, start, A_HIGH) + word(page, start, BYTES) + word(page, start, SIZES);
    }

    /** The protocol in the key word of a fragment or row. */
    public static int protocol(long key) {
        return (int) (key >>> 24) & 0xff;
    }

    /**
     * Returns true if the key word of a fragment or row belongs to ICMP messages of a known type. A
     * later IP fragment alone or a truncated message has no type; the key of any pair of types has
     * at least one that is not 0.
     */
    public static boolean hasIcmpType(long key) {
        int protocol = protocol(key);
        return (protocol == Protocols.ICMP || protocol == Protocols.ICMP6) && key >>> 32 != 0;
    }

    /** Clears the row and takes over a fragment's key, observer, ICMP type and DSCP. */
    void start(long[] fragments, int at) {
        for (int word = 0; word < KEY_WORDS; word++) {
            set(word, fragments[at + word]);
        }
        set(KEY, get(KEY) & ~FragmentLayout.LATE);
        long meta = fragments[at + FragmentLayout.META];
        set(
                META,
                FragmentLayout.withObserver(
                        meta & META_OF_FRAGMENT, FragmentLayout.observer(meta)));
        endChain();
        startCounters();
    }

    /** The ICMP type of the first packet, or -1 if it is unknown. */
    public int icmpType() {
        return hasIcmpType(get(KEY)) ? (int) (get(META) >>> 16) & 0xff : -1;
    }

    /** The ICMP code of the first packet, or -1 if it is unknown. */
    public int icmpCode() {
        return hasIcmpType(get(KEY)) ? (int) (get(META) >>> 24) & 0xff : -1;
    }

    /** The DSCP of the first packet. */
    public int dscp() {
        return (int) (get(META) >>> 32) & 0x3f;
    }

    // The flow as a whole: of the head

    /**
     * The tag of the connection whose start was seen, as in {@link FragmentLayout}; 0 if it was
     * not. TCP only.
     */
    public int connectionTag() {
        return FragmentLayout.connectionTag(get(META));
    }

    /** Takes the connection's tag from the meta word of a fragment, unless it has one. */
    public void startConnection(long meta) {
        if (connectionTag() == 0) {
            set(META, get(META) | FragmentLayout.tagBits(meta));
        }
    }

    /** The sequence part of the flow id. */
    public long sequence() {
        return get(SEQUENCE);
    }

    /** Makes a started row the head of a new flow. */
    void startFlow(long sequence, long lastActiveNanos, boolean firstFromB) {
        set(SEQUENCE, sequence);
        set(LAST_ACTIVE, lastActiveNanos);
        set(DUE, 0);
        initiator(InitiatorRule.FIRST_PACKET, firstFromB);
    }

    /** The side of the initiator: 0 for A, 1 for B. */
    public int initiator() {
        return (get(META) & INITIATOR_B) != 0 ? 1 : 0;
    }

    /** The rule that decided which endpoint is the initiator. */
    public InitiatorRule initiatorRule() {
        return InitiatorRule.of((int) ((get(META) & RULE_MASK) >>> RULE_SHIFT));
    }

    /** Sets the initiator and the rule that decided it. */
    public void initiator(InitiatorRule rule, boolean isB) {
        long cleared = get(META) & ~(RULE_MASK | INITIATOR_B);
        set(META, cleared | (long) rule.ordinal() << RULE_SHIFT | (isB ? INITIATOR_B : 0));
    }

    /** Why the flow ended; {@link EndReason#NONE} while it is open. */
    public EndReason endReason() {
        return EndReason.of((int) ((get(META) & END_MASK) >>> END_SHIFT));
    }

    public void endReason(EndReason reason) {
        set(META, (get(META) & ~END_MASK) | (long) reason.ordinal() << END_SHIFT);
    }

    /** Returns true if the end of the connection was seen and the flow lingers. */
    public boolean isClosing() {
        return (get(META) & CLOSING) != 0;
    }

    void markClosing() {
        set(META, get(META) | CLOSING);
    }

    /** Returns true if the flow continues one that ended at the active timeout. */
    public boolean isContinued() {
        return (get(META) & CONTINUED) != 0;
    }

    /** Continues a flow that ended at the active timeout, of which this row was kept. */
    void continueFlow(FlowRow before) {
        set(META, get(META) | CONTINUED);
        if (protocol() == Protocols.TCP) {
            startConnection(before.get(META));
        }
        initiator(before.initiatorRule(), before.initiator() == 1);
        sameStateBefore(before);
    }

    /** Returns true if the {@code new} record of the flow was emitted. */
    public boolean isStartReported() {
        return (get(META) & START_REPORTED) != 0;
    }

    public void markStartReported() {
        set(META, get(META) | START_REPORTED);
    }

    /** Returns true if the flow is in the report list. */
    public boolean isWatched() {
        return (get(META) & WATCHED) != 0;
    }

    public void markWatched() {
        set(META, get(META) | WATCHED);
    }

    /** Event time of the last packet of any observer; a late packet counts as its bucket. */
    public long lastActiveNanos() {
        return get(LAST_ACTIVE);
    }

    public void lastActiveNanos(long nanos) {
        set(LAST_ACTIVE, nanos);
    }

    /** When an open flow is due for a report, or until when an ended one is retained. */
    public long dueNanos() {
        return get(DUE);
    }

    public void dueNanos(long nanos) {
        set(DUE, nanos);
    }

    /** The low half of the packets that the flow had when it was last reported. */
    public int reportedPackets() {
        return (int) get(REPORTED);
    }

    public void reportedPackets(int packets) {
        set(REPORTED, (get(REPORTED) & ~LOW_INT) | (packets & LOW_INT));
    }

    // The chain

    /** The next row of the flow's chain, or {@link RowPages#NONE}. */
    public int nextRow() {
        return (int) (get(CHAIN) >>> 32) - 1;
    }

    void nextRow(int row) {
        set(CHAIN, (long) (row + 1) << 32 | (get(CHAIN) & LOW_INT));
    }

    /** Makes this the last row of a chain, without details. */
    void endChain() {
        set(CHAIN, 0);
    }

    /** Returns true if the flow has details. */
    public boolean hasDetails() {
        return detailRow() != RowPages.NONE;
    }

    /** The first row of the flow's details, or {@link RowPages#NONE}. */
    int detailRow() {
        return (int) get(CHAIN) - 1;
    }

    void detailRow(int row) {
        set(CHAIN, (get(CHAIN) & ~LOW_INT) | (row + 1));
    }

    /**
     * The row of a flow whose counters are the flow's own: that of the observer with most packets;
     * if several have as many, that of the first by name.
     *
     * @param head the flow's head row
     */
    public static int ownCounters(RowPages rows, int head, Observers observers) {
        int own = head;
        for (int row = rows.next(head); row != RowPages.NONE; row = rows.next(row)) {
            long more = packets(rows, row) - packets(rows, own);
            if (more > 0
                    || (more == 0
                            && observers.rank(observer(rows, row))
                                    < observers.rank(observer(rows, own)))) {
                own = row;
            }
        }
        return own;
    }

    /** Packets of all observers of a flow together. */
    public static long packetsOfAll(RowPages rows, int head) {
        long sum = 0;
        for (int row = head; row != RowPages.NONE; row = rows.next(row)) {
            sum += packets(rows, row);
        }
        return sum;
    }

    private static long packets(RowPages rows, int row) {
        return rows.get(row, PACKETS) + rows.get(row, PACKETS + 1);
    }

    static int observer(RowPages rows, int row) {
        return FragmentLayout.observer(rows.get(row, META));
    }
}
