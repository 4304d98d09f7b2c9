package io.ringflow.job.rollup;

import io.ringflow.job.table.FlowRow;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.state.query.Dimension;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Sums up one bucket of a shard by all dimensions while its fragments are folded, and hands over
 * the sums at the bucket's end. It is empty between two calls of the shard, so it needs no state.
 * The task thread calls it for each fragment; it does not allocate then unless a table grows.
 */
public final class FlowRollups {

    /** Takes the sums of shards. */
    public interface Output {

        /**
         * Takes the sums of a bucket in one partition.
         *
         * @param startNanos start of the bucket, nanoseconds since the epoch
         * @param sums only read, and only during the call
         */
        void add(int partition, long startNanos, RollupTable sums);
    }

    /**
     * Maximum number of keys of one bucket and shard in a partition. Further keys, the last ones in
     * event time, are counted as "other". So 1024 shards give a window at most a million keys at
     * once, of 64 bytes each.
     */
    static final int MAX_KEYS = 256;

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

    private static final FlowRollups NONE = new FlowRollups((partition, start, sums) -> {}, false);

    private final Output output;
    private final boolean collects;
    private final RollupTable[] tables = new RollupTable[RollupKeys.PARTITIONS];
    private final long[] total = new long[SUMS];
    private final long[] protocols = new long[PROTOCOLS * SUMS];
    private long[] observed = new long[SUMS];
    private final NavigableMap<Long, Distributions> ended = new TreeMap<>();

    /** What is being added; reused, because every fragment passes here. */
    private final RollupSums sums = new RollupSums();

    /** The distributions that were added to last, and their time. */
    private Distributions newestEnded;

    private long newestEndedNanos;

    /** Creates rollups that hand over their sums to an output. */
    public FlowRollups(Output output) {
        this(output, true);
    }

    private FlowRollups(Output output, boolean collects) {
        this.output = output;
        this.collects = collects;
        if (collects) {
            Arrays.setAll(tables, i -> new RollupTable(MAX_KEYS));
        }
    }

    /** Returns rollups for a job that can't be queried: the caller must not add anything. */
    public static FlowRollups none() {
        return NONE;
    }

    /** Returns true if sums are collected. */
    public boolean collects() {
        return collects;
    }

    /**
     * Adds to the dimensions of a flow's key.
     *
     * @param head the flow's head row
     * @param flows 1 if the flow has just started, else 0
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
        sums.setTraffic(bytes, packets, flows);
        bookAddresses(head);
        bookPorts(head);
        int vlan = head.vlanId();
        if (vlan >= 0) {
            addSums(VLAN_ID, 0, vlan);
        }
    }

    private void bookAddresses(FlowRow head) {
        boolean fromB = head.initiator() == 1;
        long aHigh = head.addressHigh(0);
        long aLow = head.addressLow(0);
        long bHigh = head.addressHigh(1);
        long bLow = head.addressLow(1);
        addSums(fromB ? DST_ADDR : SRC_ADDR, aHigh, aLow);
        addSums(fromB ? SRC_ADDR : DST_ADDR, bHigh, bLow);
        addSums(ADDR, aHigh, aLow);
        if (aLow != bLow || aHigh != bHigh) {
            addSums(ADDR, bHigh, bLow);
        }
    }

    /** Adds nothing for ICMP, which has no ports, and for flows of later IP fragments alone. */
    private void bookPorts(FlowRow head) {
        int portA = head.port(0);
        int portB = head.port(1);
        if ((portA | portB) != 0) {
            addSums(DST_PORT, 0, head.initiator() == 1 ? portA : portB);
            addSums(PORT, 0, portA);
            if (portA != portB) {
                addSums(PORT, 0, portB);
            }
        }
    }

    private void addSums(int dimension, long high, long low) {
        tables[RollupKeys.partition(dimension, high, low)].add(dimension, high, low, sums);
    }

    private void addSums(int dimension, String text) {
        tables[RollupKeys.partition(dimension, text)].add(dimension, text, sums);
    }

    /** Adds to a label of a flow. */
    public void label(LabelKind kind, String text, long bytes, long packets, long flows) {
        if (!text.isEmpty() && (bytes | packets | flows) != 0) {
            sums.setTraffic(bytes, packets, flows);
            addSums(FIRST_LABEL + kind.ordinal(), text);
        }
    }

    /**
     * Adds what an observer saw, even if others saw it too.
     *
     * @param observer the observer's number
     * @param flows 1 if the observer sees the flow for the first time, else 0
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
     * @param nowNanos event time at which the end was detected
     */
    public void ended(long nowNanos, long bytes, long durationNanos) {
        if (newestEnded == null || newestEndedNanos != nowNanos) {
            newestEnded = ended.computeIfAbsent(nowNanos, time -> new Distributions());
            newestEndedNanos = nowNanos;
        }
        newestEnded.flowBytes.add(bytes, 1);
        newestEnded.flowNanos.add(durationNanos, 1);
    }

    /** Hands over the sums of a bucket. */
    public void endBucket(long startNanos, List<Observer> observers) {
        if (!setSums(total, 0).isZero()) {
            tables[RollupKeys.TOTAL_PARTITION].add(Dimension.TOTAL.ordinal(), 0, 0, sums);
        }
        for (int at = 0; at < protocols.length; at += SUMS) {
            if (!setSums(protocols, at).isZero()) {
                addSums(Dimension.PROTOCOL.ordinal(), 0, at / SUMS);
            }
        }
        for (int i = 0; i < observers.size() && i * SUMS < observed.length; i++) {
            addObserved(observers.get(i), i * SUMS);
        }
        Arrays.fill(total, 0);
        Arrays.fill(protocols, 0);
        Arrays.fill(observed, 0);
        handOver(startNanos);
    }

    private void addObserved(Observer observer, int at) {
        if (!setSums(observed, at).isZero()) {
            addSums(Dimension.HOST.ordinal(), observer.host());
            addSums(Dimension.INTERFACE.ordinal(), RollupKeys.interfaceKey(observer));
        }
    }

    private RollupSums setSums(long[] counters, int at) {
        return sums.setTraffic(counters[at + BYTES], counters[at + PACKETS], counters[at + FLOWS]);
    }

    /** Hands over the distributions of flows that ended, at the times of their ends. */
    public void endAdvance() {
        newestEnded = null;
        while (!ended.isEmpty()) {
            var oldest = ended.pollFirstEntry();
            tables[RollupKeys.TOTAL_PARTITION].distributions().merge(oldest.getValue());
            handOver(oldest.getKey());
        }
    }

    private void handOver(long startNanos) {
        for (int partition = 0; partition < tables.length; partition++) {
            RollupTable table = tables[partition];
            if (!table.isEmpty()) {
                output.add(partition, startNanos, table);
                table.clear();
            }
        }
    }
}
