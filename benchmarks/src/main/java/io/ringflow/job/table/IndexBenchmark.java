package io.ringflow.job.table;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost for each flow of finding flows by address and port: tags beside the rows, or hash
 * indexes of both addresses and both ports. There are a million flows in 128 shards, and one
 * operation is a flow that ends and another one that starts in its place.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IndexBenchmark {

    private static final int SHARDS = 128;
    private static final int FLOWS = 7_812;
    private static final int ENDS = 4;

    private final SplittableRandom random = new SplittableRandom(1);
    private final RowIndex[][] indexes = new RowIndex[SHARDS][ENDS];
    private final int[][] hashes = new int[SHARDS][FLOWS * ENDS];
    private final RowPages[] rows = new RowPages[SHARDS];

    /** Fills the shards. */
    @Setup
    public void fill() {
        for (int shard = 0; shard < SHARDS; shard++) {
            rows[shard] = RowPages.inHeap();
            for (int end = 0; end < ENDS; end++) {
                indexes[shard][end] = new RowIndex();
            }
            for (int row = 0; row < FLOWS; row++) {
                int taken = rows[shard].take();
                for (int word = 0; word < FlowLayout.WORDS; word++) {
                    rows[shard].set(taken, word, random.nextLong());
                }
                rows[shard].set(taken, FlowLayout.CHAIN, 0);
                rows[shard].startFlow(taken);
                for (int end = 0; end < ENDS; end++) {
                    hashes[shard][row * ENDS + end] = random.nextInt();
                    indexes[shard][end].add(hashes[shard][row * ENDS + end], row);
                }
            }
        }
    }

    /** Replaces a flow and its tag. */
    @Benchmark
    public int tags() {
        int shard = random.nextInt(SHARDS);
        int row = random.nextInt(FLOWS);
        rows[shard].startFlow(row);
        return row;
    }

    /** Replaces a flow in the four indexes. */
    @Benchmark
    public int hashIndexes() {
        int shard = random.nextInt(SHARDS);
        int row = random.nextInt(FLOWS);
        for (int end = 0; end < ENDS; end++) {
            int at = row * ENDS + end;
            indexes[shard][end].remove(hashes[shard][at], row);
            hashes[shard][at] = random.nextInt();
            indexes[shard][end].add(hashes[shard][at], row);
        }
        return row;
    }

    /** Reads the row alone, which both have to do. */
    @Benchmark
    public int row() {
        int shard = random.nextInt(SHARDS);
        int row = random.nextInt(FLOWS);
        return row + (int) rows[shard].get(row, FlowLayout.KEY);
    }
}
