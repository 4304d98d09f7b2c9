package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Observer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Folding of fragments into the flows of a shard: nanoseconds per fragment, for buckets of {@value
 * #FRAGMENTS} fragments of random flows. In the package of the code that it measures, to use what
 * is package-private there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FoldBenchmark {

    static final int FRAGMENTS = 1024;

    private static final int UDP = 17;

    /** Flows in the shard; with a million flows each of 128 shards has 7812. */
    @Param({"1024", "7812"})
    public int flows;

    /** Whether rollups are collected too. */
    @Param({"false", "true"})
    public boolean queries;

    private FlowRollups rollups;
    private final FlowShard shard = new FlowShard();
    private final FragmentBatch batch = new FragmentBatch();
    private final SplittableRandom random = new SplittableRandom(1);
    private FoldRules rules;
    private long nowNanos = 1_700_000_000_000_000_000L;

    /** Fills the shard with flows. */
    @Setup
    public void fill() {
        FlowSettings settings = FlowSettings.defaults(1_000_000_000);
        rules = FoldRules.of(settings, 1, FlowRecords.ENDS);
        rollups = queries ? new FlowRollups((partition, start, sums) -> {}) : FlowRollups.none();
        batch.observer = new Observer("benchmark", "memory");
        batch.rows = new long[FRAGMENTS * FragmentLayout.WORDS];
        for (int folded = 0; folded < 4 * flows; folded += FRAGMENTS) {
            fold();
        }
    }

    /** Folds one bucket. */
    @Benchmark
    @OperationsPerInvocation(FRAGMENTS)
    public int fold() {
        nowNanos += 1_000_000;
        for (int i = 0; i < FRAGMENTS; i++) {
            fragment(i * FragmentLayout.WORDS, random.nextInt(flows));
        }
        batch.count = FRAGMENTS;
        batch.bucketNanos = rules.eventTime().bucketOf(nowNanos);
        shard.accept(batch);
        shard.advance(
                batch.bucketNanos + rules.eventTime().bucketNanos(),
                rules,
                new FoldOutput(rollups, flow -> {}, null));
        return shard.openFlows();
    }

    private void fragment(int at, int flow) {
        long[] rows = batch.rows;
        rows[at + FragmentLayout.A_LOW] = flow;
        rows[at + FragmentLayout.B_LOW] = 1L << 40;
        rows[at + FragmentLayout.KEY] = (long) UDP << 24;
        rows[at + FragmentLayout.HASH] = (flow * 0x9e37_79b9_7f4a_7c15L) & 0xffff_ffff_0000_0000L;
        rows[at + FragmentLayout.ORDER] = nowNanos;
        rows[at + FragmentLayout.PACKETS] = 1L << 32;
        rows[at + FragmentLayout.BYTES_A] = 100;
        rows[at + FragmentLayout.FIRST_A] = nowNanos;
        rows[at + FragmentLayout.LAST_A] = nowNanos;
        rows[at + FragmentLayout.FIRST_B] = Long.MAX_VALUE;
        rows[at + FragmentLayout.LAST_B] = Long.MIN_VALUE;
        rows[at + FragmentLayout.SQUARES] = 10_000;
        rows[at + FragmentLayout.META] = 0;
        rows[at + FragmentLayout.SIZES] = 100L << 32 | 100;
    }
}
