package io.ringflow.bench;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.decode.CaptureDecoder;
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
 * Decoding: from the bytes of a frame to a row of a {@link PacketBatch}. Nanoseconds per packet,
 * over a batch of {@value #FRAMES} frames in a direct buffer that fits the second-level cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeBenchmark {

    static final int FRAMES = 4096;

    private static final int LINKTYPE_ETHERNET = 1;
    private static final Observer OBSERVER = new Observer("benchmark", "memory");

    /** Which frames of the zipf profile. */
    @Param({"MIXED", "IPV4_TCP"})
    public FrameTrain.FrameChoice frames;

    private final CaptureDecoder decoder = new CaptureDecoder(DecodeSettings.DEFAULT);
    private final PacketBatch batch = new PacketBatch(FRAMES);
    private FrameTrain train;

    /** Fills the buffer, and makes sure that what is measured is decoding. */
    @Setup
    public void generate() {
        train = FrameTrain.of(TrafficProfile.ZIPF, FRAMES, frames);
        int decoded = decode().size;
        if (decoded != FRAMES) {
            throw new IllegalStateException("only " + decoded + " of " + FRAMES + " decoded");
        }
    }

    /** One batch. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public PacketBatch decode() {
        batch.reset(OBSERVER, Long.MIN_VALUE);
        for (int i = 0; i < FRAMES; i++) {
            decoder.frame(
                    train.buffer,
                    train.offsets[i],
                    train.storedBytes[i],
                    train.wireBytes[i],
                    LINKTYPE_ETHERNET,
                    train.timeNanos[i],
                    CaptureDecoder.NO_VLAN,
                    0,
                    batch);
        }
        decoder.endBatch(batch);
        return batch;
    }
}
