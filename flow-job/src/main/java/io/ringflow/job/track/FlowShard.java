package io.ringflow.job.track;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.capture.source.PacketBatchSerializer;
import io.ringflow.job.local.FragmentBatch;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.table.FlowOfRow;
import io.ringflow.job.table.FlowTable;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;
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
 * The flows of one shard: what waits for the watermark, the flow table, and totals. The unit of
 * state, of locking and of query. The task thread changes it; queries read the flows and totals,
 * and both hold {@link #lock} for that. What waits for the watermark is the task's alone.
 */
public final class FlowShard {

    private static final int MAX_GAPS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<BucketBuffer> buckets = new ArrayList<>();

    /** Never changed, only replaced: who reads them keeps them. */
    private volatile List<Observer> observers = List.of();

    private volatile List<CaptureGap> gaps = List.of();

    /** Memory of the bucket folded last, for the next one. */
    private long[] spareRows = new long[0];

    private final ShardTotals totals;
    private ClockSkews skews = new ClockSkews();
    private final FlowTable table;
    private long completeNanos = Long.MIN_VALUE;

    /** Newest event time of any capture, as far as the shard was told. */
    private long newestNanos = Long.MIN_VALUE;

    FlowShard() {
        this(new FlowTable(), new ShardTotals());
    }

    private FlowShard(FlowTable table, ShardTotals totals) {
        this.table = table;
        this.totals = totals;
    }

    /** Guards the flows; held for a fold by the task thread, for a look at them by a query. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Totals since the job started; call with the lock held. */
    public ShardTotals totals() {
        return totals;
    }

    /** Event time folded so far, nanoseconds since the epoch; call with the lock held. */
    public long completeNanos() {
        return completeNanos;
    }

    /** The flows' rows, open and retained; call with the lock held. */
    public RowPages rows() {
        return table.rows;
    }

    /** No flow of the shard began later; call with the lock held. */
    public long newestBeginNanos() {
        return table.newestBeginNanos();
    }

    /** Who saw the flows, by the numbers in the rows; call with the lock held. Never changes. */
    public List<Observer> observers() {
        return observers;
    }

    /** The capture losses that flows may cross; call with the lock held. Never changes. */
    public List<CaptureGap> gaps() {
        return gaps;
    }

    /** How far the observers' clocks are apart; call with the lock held. */
    public ClockSkews clockSkews() {
        return skews;
    }

    /** Number of open flows; call with the lock held. */
    public int openFlows() {
        return table.openFlows();
    }

    /** Number of ended flows that are kept; call with the lock held. */
    public int retainedFlows() {
        return table.retained.size();
    }

    /** Takes in fragments that wait for their bucket's end; needs no lock. */
    void accept(FragmentBatch batch) {
        newestNanos = Math.max(newestNanos, batch.newestNanos);
        if (batch.gap != null) {
            addGap(batch.gap);
        }
        if (batch.count > 0) {
            bucket(batch.bucketNanos).append(batch, observerNumber(batch.observer));
        }
    }

    /** A gap replaces the same one as it stood while it lasted. */
    private void addGap(CaptureGap gap) {
        Stream<CaptureGap> others = gaps.stream().filter(known -> !gap.replaces(known));
        List<CaptureGap> all = Stream.concat(others, Stream.of(gap)).toList();
        gaps = all.size() > MAX_GAPS ? List.copyOf(all.subList(1, all.size())) : all;
    }

    private BucketBuffer bucket(long startNanos) {
        int place = buckets.size();
        while (place > 0 && buckets.get(place - 1).startNanos >= startNanos) {
            place--;
            if (buckets.get(place).startNanos == startNanos) {
                return buckets.get(place);
            }
        }
        BucketBuffer added = new BucketBuffer(startNanos, spareRows);
        spareRows = new long[0];
        buckets.add(place, added);
        return added;
    }

    private int observerNumber(Observer observer) {
        int known = observers.indexOf(observer);
        if (known >= 0) {
            return known;
        }
        observers = Stream.concat(observers.stream(), Stream.of(observer)).toList();
        return observers.size() - 1;
    }

    /**
     * Folds, in order of event time, all buckets that ended before a time, and ends the flows that
     * are due then.
     *
     * @param upToNanos all packets before this time have been accepted; {@link Long#MAX_VALUE} at
     *     the end of the capture, which ends every flow
     * @param rollups sums up the traffic that is folded
     * @param output where flow records go
     * @param changes where to note what changes, for those who follow; null where nobody does
     */
    void advance(
            long upToNanos,
            FoldRules rules,
            FlowRollups rollups,
            Consumer<Flow> output,
            FlowChanges changes) {
        FlowFold fold =
                new FlowFold(
                        table,
                        totals,
                        rules,
                        observerRanks(),
                        rollups,
                        skews,
                        ClockSkews.hosts(observers),
                        row -> output.accept(record(row)),
                        changes);
        while (!buckets.isEmpty()
                && (upToNanos == Long.MAX_VALUE
                        || buckets.get(0).startNanos + rules.eventTime().bucketNanos()
                                <= upToNanos)) {
            BucketBuffer bucket = buckets.remove(0);
            fold.fold(bucket);
            if (rollups.collects()) {
                rollups.endBucket(bucket.startNanos, observers);
            }
            spareRows = bucket.rows();
        }
        long complete = upToNanos == Long.MAX_VALUE ? newestBucket(rules) : upToNanos;
        fold.expire(complete);
        completeNanos = Math.max(completeNanos, complete);
        if (upToNanos == Long.MAX_VALUE) {
            fold.endAll(complete);
        }
        if (changes != null) {
            changes.close(observers, gaps, completeNanos);
        }
        if (rollups.collects()) {
            rollups.endAdvance();
        }
    }

    /** Where the capture ended, for all shards alike: the begin of its newest packet's bucket. */
    private long newestBucket(FoldRules rules) {
        return newestNanos == Long.MIN_VALUE ? 0 : rules.eventTime().bucketOf(newestNanos);
    }

    /** Event time at which something will be due; {@link Long#MAX_VALUE} for nothing. */
    long nextDueNanos(FoldRules rules) {
        FlowFold fold =
                new FlowFold(
                        table,
                        totals,
                        rules,
                        new int[0],
                        FlowRollups.none(),
                        skews,
                        new int[0],
                        row -> {},
                        null);
        return fold.nextDueNanos();
    }

    private int[] observerRanks() {
        List<Observer> sorted = observers.stream().sorted().toList();
        return observers.stream().mapToInt(sorted::indexOf).toArray();
    }

    private Flow record(FlowFold.Happening happening) {
        return new FlowOfRow(table.rows, observers, gaps).read(happening.row(), happening.event());
    }

    /** The flow with an id, open or retained; call with the lock held. */
    public Optional<Flow> flow(FlowId id) {
        int row = table.find(id.keyHash(), id.sequence());
        return row == FlowTable.NONE
                ? Optional.empty()
                : Optional.of(new FlowOfRow(table.rows, observers, gaps).read(row, FlowEvent.NONE));
    }

    /** Hands every flow, open and retained, to a consumer; call with the lock held. */
    public void forEach(Consumer<Flow> consumer) {
        FlowOfRow reader = new FlowOfRow(table.rows, observers, gaps);
        for (int row = table.rows.nextHead(0);
                row != RowPages.NONE;
                row = table.rows.nextHead(row + 1)) {
            consumer.accept(reader.read(row, FlowEvent.NONE));
        }
    }

    /** An equal shard that shares nothing mutable with this one; call with the lock held. */
    public FlowShard copy() {
        FlowShard copy = new FlowShard(table.copy(), totals.copy());
        buckets.forEach(bucket -> copy.buckets.add(bucket.copy()));
        copy.observers = observers;
        copy.gaps = gaps;
        copy.skews = skews.copy();
        copy.completeNanos = completeNanos;
        copy.newestNanos = newestNanos;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeLong(completeNanos);
        out.writeLong(newestNanos);
        out.writeInt(observers.size());
        for (Observer observer : observers) {
            PacketBatchSerializer.writeObserver(observer, out);
        }
        out.writeInt(gaps.size());
        for (CaptureGap gap : gaps) {
            PacketBatchSerializer.writeObserver(gap.observer(), out);
            PacketBatchSerializer.writeGap(gap, out);
        }
        out.writeInt(buckets.size());
        for (BucketBuffer bucket : buckets) {
            bucket.write(out);
        }
        totals.write(out);
        table.write(out);
    }

    static FlowShard read(DataInputView in) throws IOException {
        long complete = in.readLong();
        long newest = in.readLong();
        List<Observer> observers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            observers.add(PacketBatchSerializer.readObserver(in));
        }
        List<CaptureGap> gaps = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            Observer observer = PacketBatchSerializer.readObserver(in);
            gaps.add(PacketBatchSerializer.readGap(observer, in));
        }
        List<BucketBuffer> buckets = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            buckets.add(BucketBuffer.read(in));
        }
        ShardTotals totals = ShardTotals.read(in);
        FlowShard read = new FlowShard(FlowTable.read(in), totals);
        read.completeNanos = complete;
        read.newestNanos = newest;
        read.observers = List.copyOf(observers);
        read.gaps = List.copyOf(gaps);
        read.buckets.addAll(buckets);
        return read;
    }
}
