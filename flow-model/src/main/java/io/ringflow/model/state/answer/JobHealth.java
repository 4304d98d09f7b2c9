package io.ringflow.model.state.answer;

/**
 * How the job behind a {@code FlowState} is doing.
 *
 * @param shards number of shards that answer
 * @param expectedShards number of shards of the job
 * @param watermarkNanos event time folded so far; {@link Long#MIN_VALUE} before the first packet
 * @param detail why shards are missing, for people; empty if there is nothing to report
 */
public record JobHealth(int shards, int expectedShards, long watermarkNanos, String detail) {

    /** Returns true if all shards answer. */
    public boolean complete() {
        return shards == expectedShards && expectedShards > 0;
    }
}
