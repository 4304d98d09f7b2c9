package io.ringflow.job.query;

import io.ringflow.job.publish.PublishedShard;
import io.ringflow.job.publish.StateDirectory;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.state.answer.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One query's reads of the shards of this process. Several threads take one shard after the other
 * and hold its lock while they read it. For one query.
 */
final class ShardReads {

    /**
     * Reads a shard.
     *
     * @param <R> what a thread collects
     */
    @FunctionalInterface
    interface Visit<R> {

        /** Called with the shard's lock held. */
        void shard(R result, FlowShard shard);
    }

    private final StateDirectory directory;
    private final QueryStop stop;
    private final LongAdder answered = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAccumulator oldest = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);

    ShardReads(StateDirectory directory, QueryStop stop) {
        this.directory = directory;
        this.stop = stop;
    }

    /** Visits every shard, in parallel; returns the results of all threads. */
    <R> List<R> inParallel(QueryPool pool, Supplier<R> newResult, Visit<R> visit) {
        int parts = Math.max(1, Math.min(pool.width(), directory.shardCount()));
        List<R> results = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            results.add(newResult.get());
        }
        AtomicInteger next = new AtomicInteger();
        pool.run(
                parts,
                stop,
                part -> {
                    R result = results.get(part);
                    for (int number = next.getAndIncrement();
                            number < directory.shardCount();
                            number = next.getAndIncrement()) {
                        visit(number, result, visit);
                    }
                });
        return results;
    }

    /** Visits every shard in the calling thread. */
    <R> void oneByOne(R result, Visit<R> visit) {
        oneByOne(result, visit, () -> true);
    }

    /**
     * Visits every shard in the calling thread.
     *
     * @param after called after each shard, without its lock; the visit ends if it returns false
     */
    <R> void oneByOne(R result, Visit<R> visit, BooleanSupplier after) {
        for (int number = 0; number < directory.shardCount(); number++) {
            visit(number, result, visit);
            if (!after.getAsBoolean()) {
                return;
            }
        }
    }

    /** Visits a shard; tries again if the task replaces its object at the same time. */
    private <R> void visit(int number, R result, Visit<R> visit) {
        boolean done;
        do {
            stop.check();
            PublishedShard published = directory.shard(number);
            done =
                    published == null
                            || (published.shard() == null
                                    ? counts(number, published, published.completeNanos())
                                    : visit(number, published, result, visit));
        } while (!done);
    }

    private <R> boolean visit(int number, PublishedShard published, R result, Visit<R> visit) {
        FlowShard shard = published.shard();
        shard.lock().lock();
        try {
            if (!counts(number, published, published.completeNanos())) {
                return false;
            }
            visit.shard(result, shard.current());
            return true;
        } finally {
            shard.lock().unlock();
        }
    }

    /**
     * Notes the event time that a shard answers for; returns false if its object was replaced. A
     * replaced object is older than its task's progress, so the progress must have been read before
     * this check.
     */
    @SuppressWarnings("ReferenceEquality") // that very object
    private boolean counts(int number, PublishedShard published, long completeNanos) {
        if (directory.shard(number) != published) {
            return false;
        }
        oldest.accumulate(completeNanos);
        newest.accumulate(completeNanos);
        answered.increment();
        if (published.isKept()) {
            kept.increment();
        }
        return true;
    }

    /** The shards that were read, and the event times they answered for. */
    Coverage coverage() {
        int answers = answered.intValue();
        int expected = directory.shardCount();
        List<String> missing = new ArrayList<>();
        if (kept.intValue() > 0) {
            missing.add(Coverage.restarting(kept.intValue(), expected, oldest.get()));
        }
        if (answers < expected) {
            missing.add(
                    (expected - answers) + " of " + expected + " shards: no task answers for them");
        }
        return new Coverage(
                answers,
                expected,
                missing,
                answers == 0 ? Long.MIN_VALUE : oldest.get(),
                newest.get());
    }
}
