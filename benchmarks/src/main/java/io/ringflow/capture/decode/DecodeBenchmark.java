package io.ringflow.capture.decode;

import io.ringflow.bench.FrameTrain;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.packet.PacketBatch;
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
 * Measures decoding, from the bytes of a frame to a row of a {@link PacketBatch}, in nanoseconds
 * per packet. Decodes the first {@value #FRAMES} frames of the zipf profile from a direct buffer,
 * in groups of {@value #BATCH}, as a capture does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeBenchmark {

    static final int FRAMES = 1 << 19;
    static final int BATCH = 32;

    /** The frames to decode. */
    @Param({"MIXED", "IPV4_TCP"})
    public FrameTrain.FrameChoice frames;

    private final PacketBatch batch = new PacketBatch(BATCH);
    private FrameTrain train;

    /** Fills the buffer, and checks that every frame can be decoded. */
    @Setup
    public void generate() {
        train = FrameTrain.zipf(FRAMES, frames);
        long decoded = train.feed(new CaptureDecoder(DecodeSettings.DEFAULT), batch, full -> {});
        if (decoded != FRAMES) {
            throw new IllegalStateException(
                    "Only " + decoded + " of " + FRAMES + " frames were decoded");
        }
    }

    /** Decodes all frames. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long decode() {
        return train.feed(new CaptureDecoder(DecodeSettings.DEFAULT), batch, full -> {});
    }
}
