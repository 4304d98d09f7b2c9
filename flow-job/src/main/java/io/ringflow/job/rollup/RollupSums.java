package io.ringflow.job.rollup;

import io.ringflow.model.state.Dimension;
import io.ringflow.model.state.Metric;

/** Bytes, packets, flows and drops, while they are added up. */
final class RollupSums {

    long bytes;
    long packets;
    long flows;
    long drops;

    RollupSums add(RollupSums other) {
        bytes += other.bytes;
        packets += other.packets;
        flows += other.flows;
        drops += other.drops;
        return this;
    }

    RollupSums subtract(RollupSums other) {
        bytes -= other.bytes;
        packets -= other.packets;
        flows -= other.flows;
        drops -= other.drops;
        return this;
    }

    /** Adds a row. */
    RollupSums add(RollupColumns columns, int row) {
        bytes += columns.bytes(row);
        packets += columns.packets(row);
        flows += columns.flows(row);
        drops += columns.drops(row);
        return this;
    }

    /** Adds all that columns have of a dimension, with what keys without a row have. */
    RollupSums add(RollupColumns columns, Dimension dimension) {
        for (int row = columns.from(dimension); row < columns.to(dimension); row++) {
            add(columns, row);
        }
        bytes += columns.other(dimension, 0);
        packets += columns.other(dimension, 1);
        flows += columns.other(dimension, 2);
        drops += columns.other(dimension, 3);
        return this;
    }

    long of(Metric metric) {
        return switch (metric) {
            case BYTES -> bytes;
            case PACKETS -> packets;
            case FLOWS -> flows;
            case DROPS -> drops;
            case GAPS -> throw new IllegalArgumentException("gaps are not summed up");
        };
    }
}
