package io.ringflow.job.query;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.PacketBits;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.job.table.FlowLayout;
import io.ringflow.job.table.FlowOfRow;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.util.List;

/**
 * A flow as it lies in a table's rows, read without making an object of it: what filters, orders
 * and sums look at. One thread at a time, which holds the lock of the table's shard.
 */
final class FlowRow {

    /** What a number has where the flow does not have the field. */
    static final long ABSENT = Long.MIN_VALUE;

    private static final long LOW_INT = 0xffff_ffffL;

    private final RowPages rows;
    private final List<Observer> observers;
    private final FlowOfRow reader;

    private int head;
    private FlowEvent event = FlowEvent.NONE;
    private long[] headPage = new long[0];
    private int headAt;

    /** The row of the observer that saw most of the flow: its counters are the flow's. */
    private long[] page = headPage;

    private int at;
    private Flow flow;

    FlowRow(RowPages rows, List<Observer> observers, FlowOfRow reader) {
        this.rows = rows;
        this.observers = observers;
        this.reader = reader;
    }

    /** Looks at the flow that begins in a row. */
    FlowRow at(int row) {
        head = row;
        headPage = rows.page(row);
        headAt = RowPages.at(row);
        flow = null;
        if (rows.chained(row)) {
            int most = reader.sawMost(row);
            page = rows.page(most);
            at = RowPages.at(most);
        } else {
            page = headPage;
            at = headAt;
        }
        return this;
    }

    /** Looks at the flow that begins in a row, of which something is told. */
    FlowRow at(int row, FlowEvent told) {
        event = told;
        return at(row);
    }

    int head() {
        return head;
    }

    /** The flow as an object, made once where something asks for it. */
    Flow flow() {
        if (flow == null) {
            flow = reader.read(head, event);
        }
        return flow;
    }

    boolean active() {
        return FlowLayout.endReason(headPage[headAt + META]) == EndReason.NONE;
    }

    int keyHash() {
        return (int) (headPage[headAt + HASH] >>> 32);
    }

    long sequence() {
        return headPage[headAt + SEQUENCE];
    }

    /** Whether the initiator is B: 1, else 0. */
    private int initiator() {
        return (headPage[headAt + META] & INITIATOR_B) != 0 ? 1 : 0;
    }

    /** One half of the initiator's (0) or responder's (1) address. */
    long addressHigh(int side) {
        return headPage[headAt + A_HIGH + 2 * (side ^ initiator())];
    }

    long addressLow(int side) {
        return headPage[headAt + A_LOW + 2 * (side ^ initiator())];
    }

    long port(int side) {
        long key = headPage[headAt + KEY];
        int protocol = FlowLayout.protocol(key);
        if (protocol == Protocols.ICMP || protocol == Protocols.ICMP6) {
            return 0;
        }
        return key >>> (48 - 16 * (side ^ initiator())) & 0xffff;
    }

    int protocol() {
        return FlowLayout.protocol(headPage[headAt + KEY]);
    }

    boolean tcp() {
        return protocol() == Protocols.TCP;
    }

    long ipVersion() {
        return (headPage[headAt + KEY] & FragmentLayout.IPV6) != 0 ? 6 : 4;
    }

    long vlanId() {
        int vlan = PacketBits.vlan(headPage[headAt + KEY]);
        return (vlan & PacketBits.VLAN_PRESENT) != 0 ? vlan & 0xfff : ABSENT;
    }

    long packets() {
        return page[at + PACKETS_A] + page[at + PACKETS_B];
    }

    long bytes() {
        return page[at + BYTES_A] + page[at + BYTES_B];
    }

    long packets(int side) {
        return page[at + PACKETS_A + (side ^ initiator())];
    }

    long bytes(int side) {
        return page[at + BYTES_A + (side ^ initiator())];
    }

    /** First packet that the observer saw that saw the flow first. */
    long beganNanos() {
        return Math.min(headPage[headAt + FIRST_A], headPage[headAt + FIRST_B]);
    }

    long firstNanos() {
        return Math.min(page[at + FIRST_A], page[at + FIRST_B]);
    }

    long lastNanos() {
        return Math.max(page[at + LAST_A], page[at + LAST_B]);
    }

    long retransmits(int side) {
        return tcp()
                ? page[at + RETRANSMITS] >>> (32 - 32 * (side ^ initiator())) & LOW_INT
                : ABSENT;
    }

    long outOfOrder(int side) {
        return tcp()
                ? page[at + OUT_OF_ORDER] >>> (32 - 32 * (side ^ initiator())) & LOW_INT
                : ABSENT;
    }

    long zeroWindows() {
        return tcp() ? page[at + REPORTED] >>> 32 : ABSENT;
    }

    long icmpType() {
        boolean has = FlowLayout.hasIcmpType(headPage[headAt + KEY]);
        return has ? headPage[headAt + META] >>> 16 & 0xff : ABSENT;
    }

    long icmpCode() {
        boolean has = FlowLayout.hasIcmpType(headPage[headAt + KEY]);
        return has ? headPage[headAt + META] >>> 24 & 0xff : ABSENT;
    }

    long dscp() {
        return headPage[headAt + META] >>> 32 & 0x3f;
    }

    long minPacketBytes() {
        return page[at + SIZES] >> 32;
    }

    long maxPacketBytes() {
        return (int) page[at + SIZES];
    }

    /** Packets that one observer missed and another saw, as {@link Flow#lostPackets} has them. */
    long lostPackets() {
        return rows.chained(head) ? lost(PACKETS_A) + lost(PACKETS_B) : ABSENT;
    }

    private long lost(int word) {
        long most = 0;
        long fewest = Long.MAX_VALUE;
        for (int row = head; row != RowPages.NONE; row = rows.next(row)) {
            long seen = rows.get(row, word);
            if (seen > 0) {
                most = Math.max(most, seen);
                fewest = Math.min(fewest, seen);
            }
        }
        return most == 0 ? 0 : most - fewest;
    }

    /** Whether one of the flow's observers is of a set, by their numbers in the shard. */
    boolean seenBy(boolean[] wanted) {
        for (int row = head; row != RowPages.NONE; row = rows.next(row)) {
            if (wanted[observer(row)]) {
                return true;
            }
        }
        return false;
    }

    private int observer(int row) {
        return FragmentLayout.observer(rows.get(row, META));
    }

    /** The observers of the shard that the flow is in, in the order of their numbers. */
    List<Observer> observers() {
        return observers;
    }
}
