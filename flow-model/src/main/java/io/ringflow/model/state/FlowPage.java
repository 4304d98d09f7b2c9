package io.ringflow.model.state;

import io.ringflow.model.Flow;
import java.util.List;

/**
 * The answer to a {@link FlowQuery}.
 *
 * @param flows the flows in the order asked for
 * @param total how many flows match in all, those of other pages included
 * @param cursor where the next page begins; empty where this is the last one
 * @param coverage what part of the state answered, and for which moment
 */
public record FlowPage(List<Flow> flows, long total, String cursor, Coverage coverage) {}
