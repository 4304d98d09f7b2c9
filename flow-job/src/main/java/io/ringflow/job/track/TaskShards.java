package io.ringflow.job.track;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The shards of a task, whose memory outside the heap it releases. Flink drops state objects
 * without notice, so every shard of the task is known here until it is released: when the task
 * closes or, if Flink has replaced the object by a copy because a snapshot contains it, when all
 * snapshots that contain it have written it or have ended. Thread-safe.
 */
public final class TaskShards {

    /** What is known of a shard. */
    private static final class Use {

        /** Number of snapshots that started before the shard was there. */
        private final int startedBefore;

        /** Snapshots of that time that had not ended; they don't contain the shard. */
        private final Set<Long> runningBefore;

        private int written;

        /** Snapshots that contain the replaced object and have not ended; null if it is current. */
        private Set<Long> awaited;

        /** Number of snapshots that contain the replaced object. */
        private int containing;

        Use(int startedBefore, Set<Long> runningBefore) {
            this.startedBefore = startedBefore;
            this.runningBefore = runningBefore;
        }

        boolean isOver() {
            return awaited != null && (written >= containing || awaited.isEmpty());
        }
    }

    private final IdentityHashMap<FlowShard, Use> uses = new IdentityHashMap<>();
    private final Set<Long> running = new HashSet<>();
    private final RowArrays arrays = new RowArrays();
    private int started;

    /** Takes care of a shard from now on. */
    public synchronized void adopt(FlowShard shard) {
        uses.put(shard, new Use(started, Set.copyOf(running)));
        shard.adoptedBy(this);
    }

    /** Memory of waiting fragments that a replaced shard no longer needs. */
    RowArrays arrays() {
        return arrays;
    }

    /** A snapshot starts; called before Flink looks at the shards. */
    public synchronized void snapshotStarts(long checkpoint) {
        started++;
        running.add(checkpoint);
        arrays.snapshotStarts();
    }

    /** A checkpoint is complete or was aborted. */
    public void snapshotEnded(long checkpoint) {
        List<FlowShard> over;
        synchronized (this) {
            running.remove(checkpoint);
            for (Use use : uses.values()) {
                if (use.awaited != null) {
                    use.awaited.remove(checkpoint);
                }
            }
            over = remove(Use::isOver);
        }
        release(over);
    }

    /** A shard was replaced by a copy, because snapshots contain it. */
    void replaced(FlowShard shard, FlowShard copy) {
        boolean over;
        synchronized (this) {
            Use use = uses.get(shard);
            if (use == null) {
                return;
            }
            adopt(copy);
            use.containing = started - use.startedBefore;
            use.awaited = new HashSet<>(running);
            use.awaited.removeAll(use.runningBefore);
            over = removeIfOver(shard, use);
        }
        if (over) {
            shard.release();
        }
    }

    /** A snapshot has written a shard. */
    void written(FlowShard shard) {
        boolean over;
        synchronized (this) {
            Use use = uses.get(shard);
            if (use == null) {
                return;
            }
            use.written++;
            over = removeIfOver(shard, use);
        }
        if (over) {
            shard.release();
        }
    }

    private boolean removeIfOver(FlowShard shard, Use use) {
        boolean over = use.isOver();
        if (over) {
            uses.remove(shard);
        }
        return over;
    }

    /**
     * Releases all objects that were replaced, because no snapshot will be completed any more.
     * Queries can still read the others until {@link #close()}.
     */
    public void keepCurrent() {
        List<FlowShard> replaced;
        synchronized (this) {
            replaced = remove(use -> use.awaited != null);
        }
        release(replaced);
    }

    /** Releases all shards. Queries must not find them any more. */
    public void close() {
        List<FlowShard> all;
        synchronized (this) {
            all = remove(use -> true);
        }
        release(all);
    }

    private List<FlowShard> remove(Predicate<Use> condition) {
        List<FlowShard> removed = new ArrayList<>();
        uses.forEach(
                (shard, use) -> {
                    if (condition.test(use)) {
                        removed.add(shard);
                    }
                });
        removed.forEach(uses::remove);
        return removed;
    }

    /** Without the monitor, because it waits for the locks of the shards. */
    private static void release(Collection<FlowShard> shards) {
        shards.forEach(FlowShard::release);
    }
}
