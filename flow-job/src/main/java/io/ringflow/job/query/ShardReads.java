package io.ringflow.job.query;

import io.ringflow.job.table.FlowOfRow;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import io.ringflow.model.state.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Supplier;

/**
 * One query's way through the shards of this process: several threads, each of which takes one
 * shard after the other, and holds that one's lock while it reads. For one query.
 */
final class ShardReads {

    /**
     * Reads a shard.
     *
     * @param <W> what a thread gathers
     */
    @FunctionalInterface
    interface Visit<W> {

        /** Called with the shard's lock held. */
        void shard(W gathered, LockedShard shard);
    }

    /** A shard while its lock is held; the lists never change. */
    record LockedShard(FlowShard shard, RowPages rows, List<Observer> observers) {

        /** Reads flows that lie in some rows, which have the shard's observers and gaps. */
        FlowOfRow reader(RowPages where) {
            return new FlowOfRow(where, observers, shard.gaps());
        }

        FlowRow row() {
            return new FlowRow(rows, observers, reader(rows));
        }
    }

    private final StateDirectory directory;
    private final QueryStop stop;
    private final List<PublishedShard> shards;
    private final LongAccumulator oldest = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);

    ShardReads(StateDirectory directory, QueryStop stop) {
        this.directory = directory;
        this.stop = stop;
        this.shards = directory.shards();
    }

    /** Visits every shard, in parallel; returns what each thread gathered. */
    <W> List<W> inParallel(QueryPool pool, Supplier<W> gather, Visit<W> visit) {
        int parts = Math.max(1, Math.min(pool.width(), shards.size()));
        List<W> gathered = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            gathered.add(gather.get());
        }
        AtomicInteger next = new AtomicInteger();
        pool.run(
                parts,
                stop,
                part -> {
                    W its = gathered.get(part);
                    for (int i = next.getAndIncrement();
                            i < shards.size();
                            i = next.getAndIncrement()) {
                        visit(shards.get(i), its, visit);
                    }
                });
        return gathered;
    }

    /** Visits every shard in the calling thread; {@code after} runs without the lock. */
    <W> void oneByOne(W gathered, Visit<W> visit, Supplier<Boolean> after) {
        for (PublishedShard shard : shards) {
            visit(shard, gathered, visit);
            if (!after.get()) {
                return;
            }
        }
    }

    private <W> void visit(PublishedShard published, W gathered, Visit<W> visit) {
        stop.check();
        FlowShard shard = published.shard();
        shard.lock().lock();
        try {
            long complete = published.completeNanos();
            oldest.accumulate(complete);
            newest.accumulate(complete);
            visit.shard(gathered, new LockedShard(shard, shard.rows(), shard.observers()));
        } finally {
            shard.lock().unlock();
        }
    }

    /** What was read, and of which moment. */
    Coverage coverage() {
        boolean none = newest.get() == Long.MIN_VALUE;
        long watermark = directory.watermarkNanos();
        return directory.coverage(none ? watermark : oldest.get(), none ? watermark : newest.get());
    }
}
