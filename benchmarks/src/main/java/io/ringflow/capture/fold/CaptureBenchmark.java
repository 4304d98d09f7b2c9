package io.ringflow.capture.fold;

import io.ringflow.bench.FrameTrain;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
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
 * Measures all that a capture thread does with a packet, from the bytes of its frame to the
 * fragments of closed buckets: nanoseconds per packet, for the first {@value #FRAMES} frames of a
 * profile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CaptureBenchmark {

    static final int FRAMES = 1 << 19;
    static final int GROUP = 32;

    private static final FoldSettings SETTINGS =
            new FoldSettings(
                    new EventTimeBuckets(1_000_000_000, 1_000_000_000),
                    true,
                    true,
                    FoldSettings.PART_ROWS,
                    true);

    /** Traffic profile. */
    @Param({"zipf", "many", "eleph"})
    public String profile;

    private final PacketBatch group = new PacketBatch(GROUP);
    private FrameTrain train;

    /** Generates the frames. */
    @Setup
    public void generate() {
        train = FrameTrain.ofProfile(profile, FRAMES);
    }

    /** Decodes and folds all frames. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long capture() {
        CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
        FragmentFold fold =
                new FragmentFold(
                        new Observer("benchmark", "memory"),
                        SETTINGS,
                        DecodeSettings.Connections.DEFAULT,
                        0);
        long[] fragments = new long[1];
        train.feed(
                decoder,
                group,
                full -> {
                    fold.add(full);
                    fragments[0] += fragments(fold);
                });
        fold.end();
        return fragments[0] + fragments(fold);
    }

    private static long fragments(FragmentFold fold) {
        long count = 0;
        for (var closed = fold.poll(); closed != null; closed = fold.poll()) {
            count += closed.payload() == null ? 0 : closed.payload().count;
        }
        return count;
    }
}
