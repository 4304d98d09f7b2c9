package io.ringflow.job.rollup;

import io.ringflow.job.local.CaptureReport;
import io.ringflow.model.state.Dimension;
import java.util.ArrayList;
import java.util.List;

/** What a capture's report adds to the sums: lost packets, and the sizes of those it saw. */
public final class CaptureRollups {

    private CaptureRollups() {}

    /**
     * The batches of a report, at the time of its newest packet.
     *
     * @param completeNanos event time that the watermark has passed: nothing may be older
     */
    public static List<RollupBatch> of(CaptureReport report, long completeNanos) {
        RollupTable[] tables = new RollupTable[RollupKeys.PARTITIONS];
        for (int partition = 0; partition < tables.length; partition++) {
            tables[partition] = new RollupTable();
        }
        RollupTable total = tables[RollupKeys.TOTAL_PARTITION];
        report.sizes.forEach(total.spreads().packetBytes::add);
        if (report.drops != 0) {
            int dimension = Dimension.TOTAL.ordinal();
            total.add(dimension, RollupKeys.hash(dimension, 0, 0), 0, 0, 0, 0, 0, report.drops);
            add(tables, Dimension.HOST, report.observer.host(), report.drops);
            String key = RollupKeys.interfaceKey(report.observer);
            add(tables, Dimension.INTERFACE, key, report.drops);
        }
        List<RollupBatch> batches = new ArrayList<>();
        boolean over = completeNanos == Long.MAX_VALUE;
        long time = Math.max(report.lastNanos, over ? 0 : Math.max(completeNanos, 0));
        for (int partition = 0; partition < tables.length; partition++) {
            if (!tables[partition].isEmpty()) {
                batches.add(new RollupBatch(partition, time, tables[partition].encode()));
            }
        }
        return batches;
    }

    private static void add(RollupTable[] tables, Dimension dimension, String key, long drops) {
        int hash = RollupKeys.hash(dimension.ordinal(), key);
        tables[RollupKeys.partition(hash)].add(dimension.ordinal(), hash, key, 0, 0, 0, drops);
    }
}
