package io.ringflow.job.rollup;

import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.List;

/** Derives sums from a capture's report: lost packets, and the sizes of the packets seen. */
public final class CaptureRollups {

    private CaptureRollups() {}

    /**
     * Returns the batches of a report, at the time of its newest packet.
     *
     * @param completeNanos event time that the watermark has passed; no batch may be older
     */
    public static List<RollupBatch> of(CaptureReport report, long completeNanos) {
        RollupTable[] tables = new RollupTable[RollupKeys.PARTITIONS];
        for (int partition = 0; partition < tables.length; partition++) {
            tables[partition] = new RollupTable();
        }
        RollupTable total = tables[RollupKeys.TOTAL_PARTITION];
        report.sizes.forEach(total.distributions().packetBytes::add);
        if (report.drops != 0) {
            RollupSums drops = new RollupSums().setDrops(report.drops);
            total.add(Dimension.TOTAL.ordinal(), 0, 0, drops);
            add(tables, Dimension.HOST, report.observer.host(), drops);
            add(tables, Dimension.INTERFACE, RollupKeys.interfaceKey(report.observer), drops);
        }
        List<RollupBatch> batches = new ArrayList<>();
        boolean ended = completeNanos == Long.MAX_VALUE;
        long time = Math.max(report.lastNanos, ended ? 0 : Math.max(completeNanos, 0));
        for (int partition = 0; partition < tables.length; partition++) {
            if (!tables[partition].isEmpty()) {
                batches.add(new RollupBatch(partition, time, tables[partition].encode()));
            }
        }
        return batches;
    }

    private static void add(
            RollupTable[] tables, Dimension dimension, String key, RollupSums drops) {
        int ordinal = dimension.ordinal();
        tables[RollupKeys.partition(ordinal, key)].add(ordinal, key, drops);
    }
}
