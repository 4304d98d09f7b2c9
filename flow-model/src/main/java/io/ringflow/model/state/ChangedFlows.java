package io.ringflow.model.state;

import io.ringflow.model.Flow;
import java.util.List;

/**
 * What changed in one shard with one bucket of event time, as one subscriber gets it.
 *
 * @param watermarkNanos event time that the shard has folded
 * @param flows flows that match, each with its event: new, update or end
 * @param missed changes that were left out before these, because the subscriber read too slowly or
 *     a part of the job was away; an unknown number counts as 1
 */
public record ChangedFlows(long watermarkNanos, List<Flow> flows, long missed) {

    /** The same changes after others that were left out. */
    public ChangedFlows withMissed(long number) {
        return new ChangedFlows(watermarkNanos, flows, number);
    }
}
