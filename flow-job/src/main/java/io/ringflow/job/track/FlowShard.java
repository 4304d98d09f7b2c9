package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.serial.CaptureFields;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.table.RowReader;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The flows of one shard: the fragments that wait for the watermark, the flow table, and totals. A
 * shard is the unit of state, of locking and of queries.
 *
 * <p>The task thread changes the flows and totals and queries read them, both with {@link #lock}
 * held. The waiting fragments are used by the task thread alone, without the lock.
 *
 * <p>The rows are outside the heap. {@link TaskShards} releases them, with the lock held and never
 * while a snapshot writes them.
 */
public final class FlowShard {

    private static final int MAX_GAPS = 1000;

    private final ReentrantLock lock;
    private final WaitingBuckets waiting;
    private volatile Observers observers = Observers.NONE;

    /** Immutable; replaced when a gap is added. */
    private volatile List<CaptureGap> gaps = List.of();

    private final ShardTotals totals;
    private ClockSkews skews = new ClockSkews();
    private final FlowTable table;
    private long completeNanos = Long.MIN_VALUE;

    /** Newest event time of any capture that this shard has heard of. */
    private long newestNanos = Long.MIN_VALUE;

    /** Releases the memory of this shard; null if nobody does. */
    private TaskShards owner;

    /** The copy that has replaced this object; null if this is the current one. */
    private volatile FlowShard successor;

    private final ReleaseGate gate = new ReleaseGate();

    /** An empty shard. */
    public FlowShard() {
        this(new WaitingBuckets(), new FlowTable(), new ShardTotals(), newLock());
    }

    private FlowShard(
            WaitingBuckets waiting, FlowTable table, ShardTotals totals, ReentrantLock lock) {
        this.waiting = waiting;
        this.table = table;
        this.totals = totals;
        this.lock = lock;
    }

    /**
     * A fair lock: the task waits for the queries that came before it, each about 100 µs, but never
     * for one that comes later.
     */
    private static ReentrantLock newLock() {
        return new ReentrantLock(true);
    }

    void adoptedBy(TaskShards shards) {
        owner = shards;
    }

    /**
     * The object that has replaced this one, or this one if none has. Readers ask for it with the
     * lock held, because a replaced object may be released.
     */
    public FlowShard current() {
        FlowShard current = this;
        for (FlowShard next = successor; next != null; next = next.successor) {
            current = next;
        }
        return current;
    }

    /** Returns true if the shard's task has closed; call with the lock held. */
    public boolean isReleased() {
        return gate.isClosed();
    }

    /** Releases the rows as soon as no snapshot is writing them. */
    void release() {
        if (gate.close()) {
            releaseRows();
        }
    }

    private void releaseRows() {
        lock.lock();
        try {
            table.release();
        } finally {
            lock.unlock();
        }
        if (successor != null) {
            // Otherwise the task thread may still be using them.
            waiting.release(arrays());
        }
    }

    private RowArrays arrays() {
        return owner == null ? new RowArrays() : owner.arrays();
    }

    /**
     * Guards the flows and totals: the task thread holds it for a fold, a query for a read. The
     * copies of a shard have the same lock.
     */
    public ReentrantLock lock() {
        return lock;
    }

    /** Totals since the job started; call with the lock held. */
    public ShardTotals totals() {
        return totals;
    }

    /**
     * Event time up to which the shard has folded, nanoseconds since the epoch; call with the lock
     * held.
     */
    public long completeNanos() {
        return completeNanos;
    }

    FlowTable table() {
        return table;
    }

    /** The rows of the flows, open and retained; call with the lock held. */
    public RowPages rows() {
        return table.rows();
    }

    /** No flow of the shard started later; call with the lock held. */
    public long newestStartNanos() {
        return table.newestStartNanos();
    }

    /** The observers of the flows; call with the lock held. */
    public Observers observers() {
        return observers;
    }

    /** The capture losses that flows may cross, immutable; call with the lock held. */
    public List<CaptureGap> gaps() {
        return gaps;
    }

    /**
     * A reader of rows whose observers and gaps are the shard's; call with the lock held.
     *
     * @param rows the shard's own rows, or copies of them
     */
    public RowReader reader(RowPages rows) {
        return new RowReader(rows, observers, gaps);
    }

    /** How far apart the observers' clocks are; call with the lock held. */
    public ClockSkews clockSkews() {
        return skews;
    }

    /**
     * Every flow with a packet at this time or later is still here; {@link Long#MIN_VALUE} if all
     * flows are. Needs no lock.
     */
    public long forgottenNanos() {
        return table.forgottenNanos();
    }

    /** Number of open flows; call with the lock held. */
    public int openFlows() {
        return table.openFlows();
    }

    /** Number of ended flows that are kept for queries; call with the lock held. */
    public int retainedFlows() {
        return table.retained().size();
    }

    /** No packet that the shard has accepted is newer; called by the task thread. */
    public long newestNanos() {
        return newestNanos;
    }

    /** Number of buckets that wait for the watermark; called by the task thread. */
    public int bufferedBuckets() {
        return waiting.count();
    }

    /** Memory of the rows of these buckets; called by the task thread. */
    public long bufferedBytes() {
        return waiting.bytes();
    }

    /** Adds fragments, which wait for the end of their bucket; needs no lock. */
    public void accept(FragmentBatch batch) {
        newestNanos = Math.max(newestNanos, batch.newestNanos);
        if (batch.gap != null) {
            addGap(batch.gap);
        }
        if (batch.count > 0) {
            waiting.get(batch.bucketNanos).append(batch, observerNumber(batch.observer));
        }
    }

    /** Adds a gap; it replaces an earlier report of the same gap, which may have been shorter. */
    private void addGap(CaptureGap gap) {
        Stream<CaptureGap> others = gaps.stream().filter(known -> !gap.replaces(known));
        List<CaptureGap> all = Stream.concat(others, Stream.of(gap)).toList();
        gaps = all.size() > MAX_GAPS ? List.copyOf(all.subList(1, all.size())) : all;
    }

    private int observerNumber(Observer observer) {
        int known = observers.numberOf(observer);
        if (known >= 0) {
            return known;
        }
        observers = observers.with(observer);
        return observers.count() - 1;
    }

    /**
     * Folds, in order of event time, all buckets that ended before a time, and ends the flows that
     * are due then. Called by the task thread with the lock held.
     *
     * @param upToNanos all packets before this time have been accepted; {@link Long#MAX_VALUE} at
     *     the end of the capture, which ends every flow
     */
    public void advance(long upToNanos, FoldRules rules, FoldOutput output) {
        FlowReports reports = new FlowReports(this, rules, output);
        FlowExpiry expiry = new FlowExpiry(table, rules, reports);
        FlowFold fold = new FlowFold(this, expiry, reports, rules, output);
        boolean captureEnded = upToNanos == Long.MAX_VALUE;
        long bucketNanos = rules.eventTime().bucketNanos();
        BucketBuffer bucket = waiting.poll(bucketNanos, upToNanos);
        while (bucket != null) {
            fold.fold(bucket);
            waiting.reuse(bucket);
            bucket = waiting.poll(bucketNanos, upToNanos);
        }
        long complete = captureEnded ? newestBucket(rules) : upToNanos;
        expiry.expire(complete);
        completeNanos = Math.max(completeNanos, captureEnded ? endNanos() : complete);
        if (captureEnded) {
            totals.end();
            expiry.endAll(complete);
        }
        if (output.changes() != null) {
            output.changes().close(this);
        }
        if (output.rollups().collects()) {
            output.rollups().endAdvance();
        }
    }

    /** The end of the capture, just after its newest packet. */
    private long endNanos() {
        return newestNanos == Long.MIN_VALUE ? Long.MIN_VALUE : newestNanos + 1;
    }

    /** The bucket of the capture's newest packet, which is the same for all shards. */
    private long newestBucket(FoldRules rules) {
        return newestNanos == Long.MIN_VALUE ? 0 : rules.eventTime().bucketOf(newestNanos);
    }

    /** Event time at which something will be due; {@link Long#MAX_VALUE} if nothing will. */
    public long nextDueNanos(FoldRules rules) {
        return FlowExpiry.nextDueNanos(table, rules);
    }

    /** The flow with an id, open or retained; call with the lock held. */
    public Optional<Flow> flow(FlowId id) {
        int head = table.find(id.keyHash(), id.sequence());
        return head == FlowTable.NONE
                ? Optional.empty()
                : Optional.of(reader(rows()).read(head, FlowEvent.NONE));
    }

    /** Hands every flow, open and retained, to a consumer; call with the lock held. */
    public void forEach(Consumer<Flow> consumer) {
        RowPages rows = rows();
        RowReader reader = reader(rows);
        for (int head = rows.nextHead(0); head != RowPages.NONE; head = rows.nextHead(head + 1)) {
            consumer.accept(reader.read(head, FlowEvent.NONE));
        }
    }

    /**
     * An equal shard, which replaces this one because a snapshot contains this one. It shares the
     * rows that it has not changed, and takes what a snapshot doesn't need, such as the index: this
     * one can only be written from now on. Called by the task thread.
     */
    public FlowShard copy() {
        FlowShard copy = new FlowShard(waiting.copy(arrays()), table.copy(), totals.copy(), lock);
        copy.observers = observers;
        copy.gaps = gaps;
        copy.skews = skews.copy();
        copy.completeNanos = completeNanos;
        copy.newestNanos = newestNanos;
        successor = copy;
        if (owner != null) {
            owner.replaced(this, copy);
        }
        return copy;
    }

    /** Writes the shard, also while its copy is changed by another thread. */
    void write(DataOutputView out) throws IOException {
        if (!gate.enter()) {
            throw new IOException("The task has closed or the checkpoint has ended");
        }
        try {
            writeAll(out);
        } finally {
            if (gate.leave()) {
                releaseRows();
            }
        }
        if (owner != null) {
            owner.written(this);
        }
    }

    private void writeAll(DataOutputView out) throws IOException {
        out.writeLong(completeNanos);
        out.writeLong(newestNanos);
        out.writeInt(observers.count());
        for (Observer observer : observers.list()) {
            CaptureFields.writeObserver(observer, out);
        }
        out.writeInt(gaps.size());
        for (CaptureGap gap : gaps) {
            CaptureFields.writeObserver(gap.observer(), out);
            CaptureFields.writeGap(gap, out);
        }
        waiting.write(out);
        totals.write(out);
        table.write(out);
    }

    static FlowShard read(DataInputView in) throws IOException {
        long complete = in.readLong();
        long newest = in.readLong();
        List<Observer> observers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            observers.add(CaptureFields.readObserver(in));
        }
        List<CaptureGap> gaps = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            Observer observer = CaptureFields.readObserver(in);
            gaps.add(CaptureFields.readGap(observer, in));
        }
        WaitingBuckets waiting = WaitingBuckets.read(in);
        ShardTotals totals = ShardTotals.read(in);
        FlowShard read = new FlowShard(waiting, FlowTable.read(in), totals, newLock());
        read.completeNanos = complete;
        read.newestNanos = newest;
        read.observers = Observers.of(observers);
        read.gaps = List.copyOf(gaps);
        if (totals.endedFlows() > read.retainedFlows()) {
            // When the others ended is not written, but it was before the checkpoint.
            read.table.forgetUntil(complete);
        }
        return read;
    }
}
