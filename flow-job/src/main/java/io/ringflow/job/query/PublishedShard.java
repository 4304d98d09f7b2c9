package io.ringflow.job.query;

import io.ringflow.job.track.FlowShard;

/**
 * A shard that a task answers for.
 *
 * @param shard the state object; null where it holds nothing yet
 * @param progress how far the task has come that changes it
 */
record PublishedShard(FlowShard shard, Progress progress) {

    /** Event time that a task has folded in all of its shards. Written by that task. */
    static final class Progress {
        private volatile long completeNanos = Long.MIN_VALUE;

        void complete(long nanos) {
            completeNanos = nanos;
        }

        long completeNanos() {
            return completeNanos;
        }
    }

    /**
     * Event time that the shard has folded; its lock is held. A shard where nothing is due takes no
     * part when its task folds, and is complete all the same.
     */
    long completeNanos() {
        return Math.max(shard.completeNanos(), progress.completeNanos());
    }
}
