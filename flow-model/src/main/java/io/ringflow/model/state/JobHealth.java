package io.ringflow.model.state;

/**
 * How the job behind a {@link FlowState} is doing.
 *
 * @param shards shards that answer
 * @param expectedShards shards there should be
 * @param watermarkNanos event time folded so far; {@link Long#MIN_VALUE} before the first packet
 * @param detail why shards are missing, for people; empty where there is nothing to say
 */
public record JobHealth(int shards, int expectedShards, long watermarkNanos, String detail) {

    /** True where every shard answers. */
    public boolean complete() {
        return shards == expectedShards && expectedShards > 0;
    }
}
