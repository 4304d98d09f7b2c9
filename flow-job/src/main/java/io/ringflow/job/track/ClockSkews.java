package io.ringflow.job.track;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.job.table.FlowTable;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.Arrays;
import java.util.List;

/**
 * How far the clocks of hosts are apart, from flows that two of them saw: when each says that the
 * first packet of a direction passed. Of each pair of hosts the newest samples are kept, few,
 * because each shard has its own. They are no state: after a recovery they begin anew. Changed by
 * the task thread and read by queries, each holding the shard's lock.
 */
public final class ClockSkews {

    /** Samples kept of a pair of hosts. */
    static final int SAMPLES = 16;

    private static final int MAX_PAIRS = 256;

    /** What is farther apart is another packet. */
    private static final long FARTHEST_NANOS = 60_000_000_000L;

    private static final long NO_SAMPLE = Long.MIN_VALUE;

    /** By how much the clock of a host is ahead of another's, as one flow showed it. */
    @FunctionalInterface
    public interface Receiver {
        void sample(String host, String other, long aheadNanos);
    }

    /** Pairs of hosts: the smaller number (32) | the larger one (32). */
    private long[] pairs = new long[4];

    private long[][] samples = new long[4][];

    /** Samples that a pair has had; the newest stands before this place, modulo their number. */
    private int[] taken = new int[4];

    private int count;

    /**
     * The number of each observer's host: the first observer that has the same.
     *
     * @return nothing where all have the same host: there is nothing to compare
     */
    static int[] hosts(List<Observer> observers) {
        List<String> names = observers.stream().map(Observer::host).toList();
        int[] hosts = names.stream().mapToInt(names::indexOf).toArray();
        return Arrays.stream(hosts).allMatch(host -> host == 0) ? new int[0] : hosts;
    }

    /**
     * Compares an observer that has just begun to see a flow with those that saw it before.
     *
     * @param head the flow's head row
     * @param added the observer's row, with its first packets booked
     * @param hosts the number of each observer's host
     */
    void compare(FlowTable table, int head, int added, int[] hosts) {
        int host = hosts[observer(table, added)];
        for (int row = head; row != FlowTable.NONE; row = table.next(row)) {
            int other = hosts[observer(table, row)];
            if (other != host) {
                long later = later(table, row, added);
                if (later != NO_SAMPLE && Math.abs(later) <= FARTHEST_NANOS) {
                    add(host, other, later);
                }
            }
        }
    }

    private static int observer(FlowTable table, int row) {
        return (int) (table.get(row, META) >>> 48);
    }

    /**
     * How much later one says that the flow began. With both directions the time on the way cancels
     * out: what goes there comes back.
     */
    private static long later(FlowTable table, int row, int added) {
        long meta = table.get(row, META);
        long metaAdded = table.get(added, META);
        if (protocol(table.get(row, KEY)) == Protocols.TCP
                && ((meta ^ metaAdded) & TcpFlags.SYN * 0x0101L) != 0) {
            return NO_SAMPLE;
        }
        long laterA = difference(table, FIRST_A, row, added);
        long laterB = difference(table, FIRST_B, row, added);
        if (laterA == NO_SAMPLE || laterB == NO_SAMPLE) {
            return laterA == NO_SAMPLE ? laterB : laterA;
        }
        return laterA + (laterB - laterA) / 2;
    }

    private static long difference(FlowTable table, int word, int row, int added) {
        long first = table.get(row, word);
        long its = table.get(added, word);
        return first == Long.MAX_VALUE || its == Long.MAX_VALUE ? NO_SAMPLE : its - first;
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
        // Doubled, a count that is full stays full when it begins again.
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

    /** Hands out all samples, of each pair of hosts in one direction. */
    public void forEach(List<Observer> observers, Receiver receiver) {
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
