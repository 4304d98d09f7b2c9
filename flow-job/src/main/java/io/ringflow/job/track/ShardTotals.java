package io.ringflow.job.track;

import io.ringflow.model.EndReason;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The counters of a shard: since the job started, and of the seconds folded last. Changed by the
 * task thread and read by queries, both with the shard's lock held.
 */
public final class ShardTotals {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int REASONS = EndReason.values().length;

    /** Packets folded. */
    public long packets;

    /** IP bytes folded. */
    public long bytes;

    /** Flows started. */
    public long flows;

    /** Flows ended, by the ordinal of {@link EndReason}. */
    public final long[] ended = new long[REASONS];

    /** The newest second with packets, of which more may come. */
    private Second newest = new Second(Long.MIN_VALUE);

    /** The second with packets before that. Not saved: after a recovery it is empty. */
    private Second before = new Second(Long.MIN_VALUE);

    /** Whether the capture has ended. */
    private boolean captureEnded;

    /** What was folded of one second of event time. */
    public static final class Second {

        /** Start, nanoseconds since the epoch; {@link Long#MIN_VALUE} if there is none. */
        public final long startNanos;

        /** Packets folded. */
        public long packets;

        /** IP bytes folded. */
        public long bytes;

        /** Flows started. */
        public long flows;

        Second(long startNanos) {
            this.startNanos = startNanos;
        }

        Second copy() {
            Second copy = new Second(startNanos);
            copy.packets = packets;
            copy.bytes = bytes;
            copy.flows = flows;
            return copy;
        }
    }

    /** Returns the newest second with packets that was over at an event time. */
    public Second newestBefore(long completeNanos) {
        return captureEnded || newest.startNanos <= completeNanos - SECOND_NANOS ? newest : before;
    }

    /** A bucket is folded next. */
    void startBucket(long startNanos) {
        long second = startNanos - Math.floorMod(startNanos, SECOND_NANOS);
        if (second != newest.startNanos) {
            before = newest;
            newest = new Second(second);
        }
    }

    /** Notes that the capture has ended. */
    void end() {
        captureEnded = true;
    }

    /** Adds packets and IP bytes that were folded. */
    void count(long addedPackets, long addedBytes) {
        packets += addedPackets;
        bytes += addedBytes;
        newest.packets += addedPackets;
        newest.bytes += addedBytes;
    }

    /** Counts a flow that started. */
    void countFlow() {
        flows++;
        newest.flows++;
    }

    /** Counts a flow that ended. */
    void countEnd(EndReason reason) {
        ended[reason.ordinal()]++;
    }

    /** Flows ended, whatever the reason. */
    public long endedFlows() {
        long sum = 0;
        for (long count : ended) {
            sum += count;
        }
        return sum;
    }

    /** Equal totals that share nothing with these. */
    public ShardTotals copy() {
        ShardTotals copy = new ShardTotals();
        copy.packets = packets;
        copy.bytes = bytes;
        copy.flows = flows;
        System.arraycopy(ended, 0, copy.ended, 0, REASONS);
        copy.newest = newest.copy();
        copy.before = before.copy();
        copy.captureEnded = captureEnded;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeLong(packets);
        out.writeLong(bytes);
        out.writeLong(flows);
        for (long count : ended) {
            out.writeLong(count);
        }
        out.writeLong(newest.startNanos);
        out.writeLong(newest.packets);
        out.writeLong(newest.bytes);
        out.writeLong(newest.flows);
    }

    static ShardTotals read(DataInputView in) throws IOException {
        ShardTotals read = new ShardTotals();
        read.packets = in.readLong();
        read.bytes = in.readLong();
        read.flows = in.readLong();
        for (int reason = 0; reason < REASONS; reason++) {
            read.ended[reason] = in.readLong();
        }
        read.newest = new Second(in.readLong());
        read.newest.packets = in.readLong();
        read.newest.bytes = in.readLong();
        read.newest.flows = in.readLong();
        return read;
    }
}
