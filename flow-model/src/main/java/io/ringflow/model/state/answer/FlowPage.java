package io.ringflow.model.state.answer;

import io.ringflow.model.Flow;
import io.ringflow.model.state.query.FlowQuery;
import java.util.List;

/**
 * The answer to a {@link FlowQuery}.
 *
 * @param flows the flows in the order asked for
 * @param total number of flows that match, on all pages
 * @param cursor where the next page starts; empty on the last page
 * @param coverage which part of the state answered, and for which moment
 */
public record FlowPage(List<Flow> flows, long total, String cursor, Coverage coverage) {}
