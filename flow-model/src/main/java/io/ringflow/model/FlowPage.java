package io.ringflow.model;

import java.util.List;

/**
 * The answer to a {@link FlowQuery}.
 *
 * @param flows the flows in the order asked for
 * @param total how many flows match in all
 * @param watermarkNanos event time folded so far, nanoseconds since the epoch, as far as the tasks
 *     have told; {@link Long#MIN_VALUE} before the first packet
 */
public record FlowPage(List<Flow> flows, long total, long watermarkNanos) {}
