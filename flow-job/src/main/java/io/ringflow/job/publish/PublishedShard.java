package io.ringflow.job.publish;

import io.ringflow.job.track.FlowShard;

/**
 * A shard that a task of this process has published.
 *
 * @param shard the state object; null if the shard is empty
 * @param progress the progress of the task that changes it
 */
public record PublishedShard(FlowShard shard, Progress progress) {

    /** Event time up to which a task has folded all of its shards. Written by that task. */
    public static final class Progress {
        private volatile long completeNanos = Long.MIN_VALUE;
        private volatile boolean kept;

        void complete(long nanos) {
            completeNanos = nanos;
        }

        long completeNanos() {
            return completeNanos;
        }

        /** The task has closed, and its shards can still be read. */
        void keep() {
            kept = true;
        }
    }

    /** Returns true if the shard's task has closed and no other has claimed the shard yet. */
    public boolean isKept() {
        return progress.kept;
    }

    /**
     * Event time up to which the shard is complete, nanoseconds since the epoch; call with the lock
     * of the shard held, unless it is empty. A shard in which nothing is due does not fold when its
     * task does, but is complete all the same.
     */
    public long completeNanos() {
        return shard == null
                ? progress.completeNanos()
                : Math.max(shard.completeNanos(), progress.completeNanos());
    }
}
