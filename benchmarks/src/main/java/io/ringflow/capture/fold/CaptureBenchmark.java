package io.ringflow.job.local;

import io.ringflow.bench.FrameTrain;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.fragment.FragmentTable;
import io.ringflow.capture.fragment.PacketKeys;
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
 * Measures local aggregation, from a packet of a batch to a flow fragment: nanoseconds per packet
 * for a batch of {@value #FRAMES} packets and a table that is empty at the start.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LocalAggregationBenchmark {

    static final int FRAMES = 16_384;

    /** Traffic profile. */
    @Param({"zipf", "many", "eleph"})
    public String profile;

    private PacketBatch batch;
    private final PacketKeys keys = new PacketKeys(true, true);
    private final FragmentTable table = new FragmentTable(FRAMES);
    private long touched;

    /** Decodes the batch. */
    @Setup
    public void decode() {
        batch = FrameTrain.decoded(profile, FRAMES);
    }

    /** Aggregates one batch. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long aggregate() {
        table.clear();
        for (int from = 0; from < batch.size; from += PacketKeys.SIZE) {
            int to = Math.min(from + PacketKeys.SIZE, batch.size);
            keys.compute(batch, from, to);
            touched += table.touch(keys, to - from);
            for (int i = from; i < to; i++) {
                table.add(batch, i, keys, i - from, batch.timeNanos[i], false);
            }
        }
        return table.count() + touched;
    }
}
