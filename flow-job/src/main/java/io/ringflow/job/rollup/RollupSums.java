package io.ringflow.job.rollup;

import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;

/**
 * Bytes, packets, flows and drops, while they are added up. Mutable, so that hot paths can reuse
 * one instance. Not thread-safe.
 */
public final class RollupSums {

    public long bytes;
    public long packets;
    public long flows;
    public long drops;

    /** Sets bytes, packets and flows, and no drops. */
    public RollupSums setTraffic(long trafficBytes, long trafficPackets, long trafficFlows) {
        bytes = trafficBytes;
        packets = trafficPackets;
        flows = trafficFlows;
        drops = 0;
        return this;
    }

    /** Sets dropped packets, and nothing else. */
    public RollupSums setDrops(long droppedPackets) {
        bytes = 0;
        packets = 0;
        flows = 0;
        drops = droppedPackets;
        return this;
    }

    /** Returns true if all sums are 0. */
    boolean isZero() {
        return (bytes | packets | flows | drops) == 0;
    }

    /** Adds other sums; returns this. */
    public RollupSums add(RollupSums other) {
        bytes += other.bytes;
        packets += other.packets;
        flows += other.flows;
        drops += other.drops;
        return this;
    }

    /** Subtracts other sums; returns this. */
    public RollupSums subtract(RollupSums other) {
        bytes -= other.bytes;
        packets -= other.packets;
        flows -= other.flows;
        drops -= other.drops;
        return this;
    }

    /** Adds the sums of a row. */
    public RollupSums add(RollupColumns columns, int row) {
        bytes += columns.bytes(row);
        packets += columns.packets(row);
        flows += columns.flows(row);
        drops += columns.drops(row);
        return this;
    }

    /** Adds the sums of all keys of a dimension, including those without a row. */
    public RollupSums add(RollupColumns columns, Dimension dimension) {
        for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
            add(columns, row);
        }
        bytes += columns.other(dimension, 0);
        packets += columns.other(dimension, 1);
        flows += columns.other(dimension, 2);
        drops += columns.other(dimension, 3);
        return this;
    }

    /** Returns the sum of a metric. Gaps have none. */
    public long of(Metric metric) {
        return switch (metric) {
            case BYTES -> bytes;
            case PACKETS -> packets;
            case FLOWS -> flows;
            case DROPS -> drops;
            case GAPS -> throw new IllegalArgumentException("Gaps are not summed up");
        };
    }
}
