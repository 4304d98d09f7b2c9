package io.ringflow.job.track;

import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.Protocols;
import java.util.Arrays;

/**
 * How far apart the clocks of hosts are, measured by flows that two hosts saw: each host has its
 * own time for the first packet of a direction. The newest samples of each pair of hosts are kept;
 * a few are enough, because each shard has its own. They are not part of the state: after a
 * recovery they start anew. Changed by the task thread and read by queries, each with the shard's
 * lock held.
 */
public final class ClockSkews {

    /** Samples kept for a pair of hosts. */
    static final int SAMPLES = 16;

    private static final int MAX_PAIRS = 256;

    /** Times that differ by more belong to different packets. */
    private static final long MAX_DIFFERENCE_NANOS = 60_000_000_000L;

    private static final long NO_SAMPLE = Long.MIN_VALUE;

    /** Takes samples. */
    @FunctionalInterface
    public interface Receiver {

        /** One flow showed that the clock of a host is ahead of another's. */
        void sample(String host, String other, long aheadNanos);
    }

    /** Pairs of hosts: the smaller number (32) | the larger one (32). */
    private long[] pairs = new long[4];

    private long[][] samples = new long[4][];

    /**
     * Samples taken for each pair. The next one goes to this index modulo {@link #SAMPLES}; once a
     * pair is full, the number stays between that and twice as many.
     */
    private int[] taken = new int[4];

    private int count;

    private final FlowRow seen = new FlowRow();
    private final FlowRow added = new FlowRow();

    /**
     * Compares an observer that has just seen a flow for the first time with the others.
     *
     * @param head the flow's head row
     * @param addedRow the observer's row, which has its first packets
     */
    void compare(RowPages rows, int head, int addedRow, Observers observers) {
        added.wrap(rows, addedRow);
        int host = observers.host(added.observer());
        for (int row = head; row != RowPages.NONE; row = rows.next(row)) {
            seen.wrap(rows, row);
            int other = observers.host(seen.observer());
            if (other != host) {
                long later = laterNanos();
                if (later != NO_SAMPLE && Math.abs(later) <= MAX_DIFFERENCE_NANOS) {
                    add(host, other, later);
                }
            }
        }
    }

    /**
     * By how much the added observer's start of the flow is later. The mean of both directions
     * cancels the time that packets spend between the two observers.
     */
    private long laterNanos() {
        if (seen.protocol() == Protocols.TCP && !seen.sawSameSyns(added)) {
            return NO_SAMPLE;
        }
        long laterA = laterNanos(0);
        long laterB = laterNanos(1);
        if (laterA == NO_SAMPLE || laterB == NO_SAMPLE) {
            return laterA == NO_SAMPLE ? laterB : laterA;
        }
        return laterA + (laterB - laterA) / 2;
    }

    private long laterNanos(int side) {
        long known = seen.firstNanos(side);
        long later = added.firstNanos(side);
        return known == Long.MAX_VALUE || later == Long.MAX_VALUE ? NO_SAMPLE : later - known;
    }

    private void add(int host, int other, long aheadNanos) {
        boolean swap = host > other;
        long pair = (long) Math.min(host, other) << 32 | Math.max(host, other);
        int at = 0;
        while (at < count && pairs[at] != pair) {
            at++;
        }
        if (at == count) {
            if (count == MAX_PAIRS) {
                return;
            }
            addPair(pair);
        }
        samples[at][taken[at] % SAMPLES] = swap ? -aheadNanos : aheadNanos;
        // Restarts at SAMPLES and not at 0, so that a full pair stays full.
        taken[at] = taken[at] + 1 == 2 * SAMPLES ? SAMPLES : taken[at] + 1;
    }

    private void addPair(long pair) {
        if (count == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * count);
            samples = Arrays.copyOf(samples, 2 * count);
            taken = Arrays.copyOf(taken, 2 * count);
        }
        pairs[count] = pair;
        samples[count] = new long[SAMPLES];
        taken[count++] = 0;
    }

    /** Hands out all samples, each pair of hosts in one direction. */
    public void forEach(Observers observers, Receiver receiver) {
        for (int at = 0; at < count; at++) {
            String host = observers.get((int) (pairs[at] >>> 32)).host();
            String other = observers.get((int) pairs[at]).host();
            for (int i = 0; i < Math.min(taken[at], SAMPLES); i++) {
                receiver.sample(host, other, samples[at][i]);
            }
        }
    }

    /** An equal copy that shares nothing with this one. */
    ClockSkews copy() {
        ClockSkews copy = new ClockSkews();
        copy.pairs = pairs.clone();
        copy.taken = taken.clone();
        copy.count = count;
        copy.samples = new long[samples.length][];
        for (int at = 0; at < count; at++) {
            copy.samples[at] = samples[at].clone();
        }
        return copy;
    }
}
