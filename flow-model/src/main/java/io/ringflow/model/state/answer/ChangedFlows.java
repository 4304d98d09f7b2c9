package io.ringflow.model.state.answer;

import io.ringflow.model.Flow;
import java.util.List;

/**
 * The changes of one bucket of event time in one shard, for one subscriber.
 *
 * @param watermarkNanos event time that the shard has folded
 * @param flows flows that match, with their events: new, update or end
 * @param missed number of changes left out before these, because the subscriber read too slowly or
 *     a part of the job was unavailable; an unknown number counts as 1
 */
public record ChangedFlows(long watermarkNanos, List<Flow> flows, long missed) {

    /** The same changes, after a number of changes that were left out. */
    public ChangedFlows withMissed(long number) {
        return new ChangedFlows(watermarkNanos, flows, number);
    }
}
