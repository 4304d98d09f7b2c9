package io.ringflow.job.rollup;

import io.ringflow.job.table.FlowRow;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.state.Dimension;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sums up one bucket of a shard by all dimensions while its fragments are folded, and gives the
 * sums away at the bucket's end: it holds nothing between two calls of the shard. Called by the
 * task thread, for each fragment.
 */
public final class FlowRollups {

    /**
     * Keys that one bucket of a shard may have in a partition; further ones, those that came last
     * in event time, count as other. 128 shards so give a window at most a million keys at once, of
     * 64 bytes each.
     */
    static final int MAX_KEYS = 2048;

    private static final int BYTES = 0;
    private static final int PACKETS = 1;
    private static final int FLOWS = 2;
    private static final int SUMS = 3;
    private static final int PROTOCOLS = 256;

    private static final int SRC_ADDR = Dimension.SRC_ADDR.ordinal();
    private static final int DST_ADDR = Dimension.DST_ADDR.ordinal();
    private static final int ADDR = Dimension.ADDR.ordinal();
    private static final int DST_PORT = Dimension.DST_PORT.ordinal();
    private static final int PORT = Dimension.PORT.ordinal();
    private static final int VLAN_ID = Dimension.VLAN_ID.ordinal();
    private static final int FIRST_LABEL = Dimension.TLS_SNI.ordinal();

    private static final FlowRollups NONE = new FlowRollups(batch -> {}, false);

    private final Consumer<RollupBatch> sink;
    private final boolean collects;
    private final RollupTable[] tables = new RollupTable[RollupKeys.PARTITIONS];
    private final long[] total = new long[SUMS];
    private final long[] protocols = new long[PROTOCOLS * SUMS];
    private long[] observed = new long[SUMS];
    private final NavigableMap<Long, Spreads> ended = new TreeMap<>();

    /** The spreads added to last, and their time. */
    private Spreads newestEnded;

    private long newestEndedNanos;

    /** Sums whose batches go to a sink. */
    public FlowRollups(Consumer<RollupBatch> sink) {
        this(sink, true);
    }

    private FlowRollups(Consumer<RollupBatch> sink, boolean collects) {
        this.sink = sink;
        this.collects = collects;
        if (collects) {
            Arrays.setAll(tables, i -> new RollupTable(MAX_KEYS));
        }
    }

    /** Sums that nobody can ask for: whoever folds leaves them out. */
    public static FlowRollups none() {
        return NONE;
    }

    /** Whether there is anything to add to. */
    public boolean collects() {
        return collects;
    }

    /**
     * Adds to a flow's own counters.
     *
     * @param head the flow's head row
     * @param flows 1 where the flow has just begun, else 0
     */
    public void book(FlowRow head, long bytes, long packets, long flows) {
        if ((bytes | packets | flows) == 0) {
            return;
        }
        total[BYTES] += bytes;
        total[PACKETS] += packets;
        total[FLOWS] += flows;
        int protocol = head.protocol();
        protocols[protocol * SUMS + BYTES] += bytes;
        protocols[protocol * SUMS + PACKETS] += packets;
        protocols[protocol * SUMS + FLOWS] += flows;
        boolean fromB = head.initiator() == 1;
        long aHigh = head.addressHigh(0);
        long aLow = head.addressLow(0);
        long bHigh = head.addressHigh(1);
        long bLow = head.addressLow(1);
        add(fromB ? DST_ADDR : SRC_ADDR, aHigh, aLow, bytes, packets, flows);
        add(fromB ? SRC_ADDR : DST_ADDR, bHigh, bLow, bytes, packets, flows);
        add(ADDR, aHigh, aLow, bytes, packets, flows);
        if (aLow != bLow || aHigh != bHigh) {
            add(ADDR, bHigh, bLow, bytes, packets, flows);
        }
        int portA = head.port(0);
        int portB = head.port(1);
        // ICMP has no ports, and a later IP fragment alone may have none.
        if ((portA | portB) != 0) {
            add(DST_PORT, 0, fromB ? portA : portB, bytes, packets, flows);
            add(PORT, 0, portA, bytes, packets, flows);
            if (portA != portB) {
                add(PORT, 0, portB, bytes, packets, flows);
            }
        }
        int vlan = head.vlanId();
        if (vlan >= 0) {
            add(VLAN_ID, 0, vlan, bytes, packets, flows);
        }
    }

    private void add(int dimension, long high, long low, long bytes, long packets, long flows) {
        int hash = RollupKeys.hash(dimension, high, low);
        tables[RollupKeys.partition(hash)].add(
                dimension, hash, high, low, bytes, packets, flows, 0);
    }

    private void add(int dimension, String text, long bytes, long packets, long flows) {
        int hash = RollupKeys.hash(dimension, text);
        tables[RollupKeys.partition(hash)].add(dimension, hash, text, bytes, packets, flows, 0);
    }

    /** Adds to a label of a flow. */
    public void label(LabelKind kind, String text, long bytes, long packets, long flows) {
        if (!text.isEmpty() && (bytes | packets | flows) != 0) {
            add(FIRST_LABEL + kind.ordinal(), text, bytes, packets, flows);
        }
    }

    /**
     * Adds what an observer saw, whoever else saw it too.
     *
     * @param observer the observer's number
     * @param flows 1 where it sees the flow for the first time, else 0
     */
    public void seen(int observer, long bytes, long packets, long flows) {
        int at = observer * SUMS;
        if (at >= observed.length) {
            observed = Arrays.copyOf(observed, 2 * (at + SUMS));
        }
        observed[at + BYTES] += bytes;
        observed[at + PACKETS] += packets;
        observed[at + FLOWS] += flows;
    }

    /**
     * Adds a flow that ended.
     *
     * @param nowNanos when that was known, which follows from the packets alone
     */
    public void ended(long nowNanos, long bytes, long durationNanos) {
        if (newestEnded == null || newestEndedNanos != nowNanos) {
            newestEnded = ended.computeIfAbsent(nowNanos, now -> new Spreads());
            newestEndedNanos = nowNanos;
        }
        newestEnded.flowBytes.add(bytes, 1);
        newestEnded.flowNanos.add(durationNanos, 1);
    }

    /** Gives the sums of a bucket away. */
    public void endBucket(long startNanos, List<Observer> observers) {
        RollupTable first = tables[RollupKeys.TOTAL_PARTITION];
        if (total[BYTES] != 0 || total[PACKETS] != 0 || total[FLOWS] != 0) {
            int dimension = Dimension.TOTAL.ordinal();
            int hash = RollupKeys.hash(dimension, 0, 0);
            first.add(dimension, hash, 0, 0, total[BYTES], total[PACKETS], total[FLOWS], 0);
        }
        for (int at = 0; at < protocols.length; at += SUMS) {
            if ((protocols[at] | protocols[at + PACKETS] | protocols[at + FLOWS]) != 0) {
                add(
                        Dimension.PROTOCOL.ordinal(),
                        0,
                        at / SUMS,
                        protocols[at],
                        protocols[at + PACKETS],
                        protocols[at + FLOWS]);
            }
        }
        for (int i = 0; i < observers.size() && i * SUMS < observed.length; i++) {
            addObserved(observers.get(i), i * SUMS);
        }
        Arrays.fill(total, 0);
        Arrays.fill(protocols, 0);
        Arrays.fill(observed, 0);
        emit(startNanos);
    }

    private void addObserved(Observer observer, int at) {
        long bytes = observed[at];
        long packets = observed[at + PACKETS];
        long flows = observed[at + FLOWS];
        if ((bytes | packets | flows) != 0) {
            add(Dimension.HOST.ordinal(), observer.host(), bytes, packets, flows);
            String key = RollupKeys.interfaceKey(observer);
            add(Dimension.INTERFACE.ordinal(), key, bytes, packets, flows);
        }
    }

    /** Gives away what flows that ended had, each at its time. */
    public void endAdvance() {
        newestEnded = null;
        while (!ended.isEmpty()) {
            var oldest = ended.pollFirstEntry();
            tables[RollupKeys.TOTAL_PARTITION].spreads().merge(oldest.getValue().encode());
            emit(oldest.getKey());
        }
    }

    private void emit(long beginNanos) {
        for (int partition = 0; partition < tables.length; partition++) {
            RollupTable table = tables[partition];
            if (!table.isEmpty()) {
                sink.accept(new RollupBatch(partition, beginNanos, table.encode()));
                table.clear();
            }
        }
    }
}
