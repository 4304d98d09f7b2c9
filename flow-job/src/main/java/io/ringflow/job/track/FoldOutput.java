package io.ringflow.job.track;

import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.model.Flow;
import java.util.function.Consumer;

/**
 * The receivers of what folding produces. Called by the task thread, with the shard's lock held.
 *
 * @param rollups sums up the traffic
 * @param records takes the flow records, or null if nobody reads them
 * @param changes takes the changes of flows, or null if nobody follows them
 */
public record FoldOutput(FlowRollups rollups, Consumer<Flow> records, FlowChanges changes) {}
