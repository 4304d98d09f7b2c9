package io.ringflow.model.state.answer;

import java.util.List;

/**
 * Which part of the state an answer covers, and at which moment of event time. Every shard answers
 * for one moment between the two watermarks, which are equal unless the job was folding a bucket.
 *
 * @param shards number of shards that answered
 * @param expectedShards number of shards of the job
 * @param missing what did not answer, for people; empty if everything did
 * @param watermarkNanos event time that all shards have folded, nanoseconds since the epoch; {@link
 *     Long#MIN_VALUE} before the first packet
 * @param newestNanos event time that at least one shard has folded
 */
public record Coverage(
        int shards,
        int expectedShards,
        List<String> missing,
        long watermarkNanos,
        long newestNanos) {

    /** Ends a sentence about a part of the rollups, which another process may have. */
    public static final String OF_ROLLUPS = " of the rollups";

    public Coverage {
        missing = List.copyOf(missing);
    }

    /** Returns true if nothing is missing. */
    public boolean complete() {
        return shards == expectedShards && missing.isEmpty();
    }

    /** Returns true if all shards answered for the same moment. */
    public boolean oneMoment() {
        return watermarkNanos == newestNanos;
    }
}
