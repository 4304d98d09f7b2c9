package io.ringflow.job.rows;

import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.table.RowReader;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;

/**
 * A flow in a table's rows, as users see it: sides are the initiator (0) and the responder (1), and
 * counters are those of the observer that saw most of the flow. Filters, orders and sums read
 * fields from it without an object for each flow. Moves from flow to flow. Not thread-safe; the
 * caller holds the lock of the table's shard.
 */
public final class FlowView {

    /** The value of a number that the flow does not have. */
    public static final long ABSENT = Long.MIN_VALUE;

    private final RowPages rows;
    private final Observers observers;
    private final RowReader reader;

    private int headRow;
    private FlowEvent event = FlowEvent.NONE;
    private final FlowRow head = new FlowRow();

    /** The row whose counters are the flow's own. */
    private final FlowRow own = new FlowRow();

    /** A further row of the chain. */
    private final FlowRow other = new FlowRow();

    /** The flow as an object; null until something asks for it. */
    private Flow flow;

    /**
     * A view of the flows in some rows.
     *
     * @param reader makes objects of these rows
     */
    public FlowView(RowPages rows, Observers observers, RowReader reader) {
        this.rows = rows;
        this.observers = observers;
        this.reader = reader;
    }

    /** Moves to the flow with a head row; returns this. */
    public FlowView at(int row) {
        headRow = row;
        flow = null;
        head.wrap(rows, row);
        own.wrap(rows, rows.chained(row) ? FlowRow.ownCounters(rows, row, observers) : row);
        return this;
    }

    /** Moves to the flow with a head row, to which something happened; returns this. */
    public FlowView at(int row, FlowEvent happened) {
        event = happened;
        return at(row);
    }

    /** The flow's head row. */
    public int headRow() {
        return headRow;
    }

    /** The flow as an object, created when first asked for. */
    public Flow flow() {
        if (flow == null) {
            flow = reader.read(headRow, event);
        }
        return flow;
    }

    public boolean active() {
        return head.endReason() == EndReason.NONE;
    }

    public int keyHash() {
        return head.keyHash();
    }

    public long sequence() {
        return head.sequence();
    }

    /** The row of what belongs to the flow as a whole. */
    FlowRow head() {
        return head;
    }

    /** The row whose counters are the flow's own. */
    FlowRow own() {
        return own;
    }

    /** Endpoint A (0) or B (1) of a side. */
    int endpoint(int side) {
        return side ^ head.initiator();
    }

    public long addressHigh(int side) {
        return head.addressHigh(endpoint(side));
    }

    public long addressLow(int side) {
        return head.addressLow(endpoint(side));
    }

    /** A side's port; 0 if the protocol is ICMP. */
    public long port(int side) {
        return head.port(endpoint(side));
    }

    public int protocol() {
        return head.protocol();
    }

    public long packets() {
        return own.packets();
    }

    public long bytes() {
        return own.bytes();
    }

    /** Time of the first packet seen by the observer that saw the flow first. */
    public long startNanos() {
        return head.firstNanos();
    }

    public long firstNanos() {
        return own.firstNanos();
    }

    public long lastNanos() {
        return own.lastNanos();
    }

    /** Event time of the last packet that any observer saw; a late packet counts as its bucket. */
    public long lastActiveNanos() {
        return head.lastActiveNanos();
    }

    /** Packets that one observer missed and another saw, as in {@link Flow#lostPackets}. */
    public long lostPackets() {
        return rows.chained(headRow) ? lostPackets(0) + lostPackets(1) : ABSENT;
    }

    private long lostPackets(int endpoint) {
        long most = 0;
        long fewest = Long.MAX_VALUE;
        for (int row = headRow; row != RowPages.NONE; row = rows.next(row)) {
            long seen = other.wrap(rows, row).packets(endpoint);
            if (seen > 0) {
                most = Math.max(most, seen);
                fewest = Math.min(fewest, seen);
            }
        }
        return most == 0 ? 0 : most - fewest;
    }

    /**
     * Returns true if one of the flow's observers is wanted.
     *
     * @param wanted by the observers' numbers in {@link #observers}
     */
    public boolean seenByAny(boolean[] wanted) {
        for (int row = headRow; row != RowPages.NONE; row = rows.next(row)) {
            if (wanted[other.wrap(rows, row).observer()]) {
                return true;
            }
        }
        return false;
    }

    /** The observers of the shard that the flow is in. */
    public Observers observers() {
        return observers;
    }
}
