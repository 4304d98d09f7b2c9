package io.ringflow.model.state;

import java.util.List;

/**
 * What part of the state an answer speaks for, and of which moment of event time. Each shard
 * answers for one moment of its own: between the two watermarks, which are equal unless the job was
 * folding a bucket just then.
 *
 * @param shards shards that answered
 * @param expectedShards shards there are
 * @param missing what did not answer, in words for people; empty where all of it did
 * @param watermarkNanos event time that every shard has folded, nanoseconds since the epoch; {@link
 *     Long#MIN_VALUE} before the first packet
 * @param newestNanos event time that some shard has folded
 */
public record Coverage(
        int shards,
        int expectedShards,
        List<String> missing,
        long watermarkNanos,
        long newestNanos) {

    public Coverage {
        missing = List.copyOf(missing);
    }

    /** True where nothing is missing. */
    public boolean complete() {
        return shards == expectedShards && missing.isEmpty();
    }

    /** True where every shard answered for the same moment. */
    public boolean oneMoment() {
        return watermarkNanos == newestNanos;
    }
}
