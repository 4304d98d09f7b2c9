package io.ringflow.job.track;

import io.ringflow.model.EndReason;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The counters of a shard: since the job started, and of the bucket folded last. Changed by the
 * task thread and read by queries, both with the shard's lock held.
 */
public final class ShardTotals {

    private static final int REASONS = EndReason.values().length;

    /** Packets folded. */
    public long packets;

    /** IP bytes folded. */
    public long bytes;

    /** Flows started. */
    public long flows;

    /** Flows ended, by the ordinal of {@link EndReason}. */
    public final long[] ended = new long[REASONS];

    /** Start of the bucket folded last, nanoseconds since the epoch. */
    public long bucketNanos = Long.MIN_VALUE;

    /** Packets of that bucket. */
    public long bucketPackets;

    /** IP bytes of that bucket. */
    public long bucketBytes;

    /** Flows started in that bucket. */
    public long bucketFlows;

    /** Resets the totals of the bucket. */
    void startBucket(long startNanos) {
        bucketNanos = startNanos;
        bucketPackets = 0;
        bucketBytes = 0;
        bucketFlows = 0;
    }

    /** Adds packets and IP bytes that were folded. */
    void count(long addedPackets, long addedBytes) {
        packets += addedPackets;
        bytes += addedBytes;
        bucketPackets += addedPackets;
        bucketBytes += addedBytes;
    }

    /** Counts a flow that started. */
    void countFlow() {
        flows++;
        bucketFlows++;
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
        copy.bucketNanos = bucketNanos;
        copy.bucketPackets = bucketPackets;
        copy.bucketBytes = bucketBytes;
        copy.bucketFlows = bucketFlows;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeLong(packets);
        out.writeLong(bytes);
        out.writeLong(flows);
        for (long count : ended) {
            out.writeLong(count);
        }
        out.writeLong(bucketNanos);
        out.writeLong(bucketPackets);
        out.writeLong(bucketBytes);
        out.writeLong(bucketFlows);
    }

    static ShardTotals read(DataInputView in) throws IOException {
        ShardTotals read = new ShardTotals();
        read.packets = in.readLong();
        read.bytes = in.readLong();
        read.flows = in.readLong();
        for (int reason = 0; reason < REASONS; reason++) {
            read.ended[reason] = in.readLong();
        }
        read.bucketNanos = in.readLong();
        read.bucketPackets = in.readLong();
        read.bucketBytes = in.readLong();
        read.bucketFlows = in.readLong();
        return read;
    }
}
