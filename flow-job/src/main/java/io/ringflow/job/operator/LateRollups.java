package io.ringflow.job.operator;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts sums that arrive after their window has closed. That never happens, because their times
 * are always ahead of the watermark. If it did, the sums would be missing in the rollups but not in
 * the flows. Called by the task thread.
 */
final class LateRollups<T> extends ProcessFunction<T, Void> {

    /** Metric: records that arrived too late for their window. */
    static final String LATE = "lateRollups";

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(LateRollups.class);

    private transient Counter late;

    @Override
    public void open(OpenContext context) {
        late = getRuntimeContext().getMetricGroup().counter(LATE);
    }

    @Override
    public void processElement(T record, Context context, Collector<Void> output) {
        if (late.getCount() == 0) {
            LOG.error(
                    "A rollup arrived after its window had closed; this is a bug, please report it");
        }
        late.inc();
    }
}
