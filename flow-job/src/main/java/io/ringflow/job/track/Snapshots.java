package io.ringflow.job.track;

/**
 * How many snapshots a task has started, counted so that a shard knows when the last one that
 * contains it has written it. Used by the task thread alone.
 */
public final class Snapshots {

    private int started;

    /** Notes that a snapshot starts, before Flink looks at the shards. */
    public void start() {
        started++;
    }

    int started() {
        return started;
    }
}
