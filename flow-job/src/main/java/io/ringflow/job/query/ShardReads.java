package io.ringflow.job.query;

import io.ringflow.job.track.FlowShard;
import io.ringflow.model.state.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
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
        void shard(W gathered, FlowShard shard);
    }

    private final StateDirectory directory;
    private final QueryStop stop;
    private final LongAdder answered = new LongAdder();
    private final LongAccumulator oldest = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);

    ShardReads(StateDirectory directory, QueryStop stop) {
        this.directory = directory;
        this.stop = stop;
    }

    /** Visits every shard, in parallel; returns what each thread gathered. */
    <W> List<W> inParallel(QueryPool pool, Supplier<W> gather, Visit<W> visit) {
        int parts = Math.max(1, Math.min(pool.width(), directory.shardCount()));
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
                            i < directory.shardCount();
                            i = next.getAndIncrement()) {
                        visit(i, its, visit);
                    }
                });
        return gathered;
    }

    /** Visits every shard in the calling thread; {@code after} runs without the lock. */
    <W> void oneByOne(W gathered, Visit<W> visit, Supplier<Boolean> after) {
        for (int number = 0; number < directory.shardCount(); number++) {
            visit(number, gathered, visit);
            if (!after.get()) {
                return;
            }
        }
    }

    /** Tries again where the task replaces the shard by another object just then. */
    private <W> void visit(int number, W gathered, Visit<W> visit) {
        boolean done;
        do {
            stop.check();
            PublishedShard published = directory.shard(number);
            done =
                    published == null
                            || (published.shard() == null
                                    ? isEmpty(number, published)
                                    : visit(number, published, gathered, visit));
        } while (!done);
    }

    private boolean isEmpty(int number, PublishedShard published) {
        long complete = published.progress().completeNanos();
        return counts(number, published, complete);
    }

    private <W> boolean visit(int number, PublishedShard published, W gathered, Visit<W> visit) {
        FlowShard shard = published.shard();
        shard.lock().lock();
        try {
            if (!counts(number, published, published.completeNanos())) {
                return false;
            }
            visit.shard(gathered, shard);
            return true;
        } finally {
            shard.lock().unlock();
        }
    }

    /**
     * Notes the moment that a shard answers for. An object that the task has replaced answers for
     * an older one, though the task has gone on: the moment must have been read before this looks.
     */
    @SuppressWarnings("ReferenceEquality") // that very object
    private boolean counts(int number, PublishedShard published, long completeNanos) {
        if (directory.shard(number) != published) {
            return false;
        }
        oldest.accumulate(completeNanos);
        newest.accumulate(completeNanos);
        answered.increment();
        return true;
    }

    /** What was read, and of which moment. */
    Coverage coverage() {
        int answers = answered.intValue();
        int expected = directory.shardCount();
        return new Coverage(
                answers,
                expected,
                answers == expected
                        ? List.of()
                        : List.of(
                                (expected - answers)
                                        + " of "
                                        + expected
                                        + " shards: no task answers for them"),
                answers == 0 ? Long.MIN_VALUE : oldest.get(),
                newest.get());
    }
}
