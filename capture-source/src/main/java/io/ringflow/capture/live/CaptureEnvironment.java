package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.ring.PacketRing;
import java.util.function.Supplier;

/**
 * What live captures take from outside. Tests replace it with rings and clocks of their own.
 *
 * @param opener opens the rings
 * @param decoders makes the frame handler of a capture
 * @param clock the clocks
 */
record CaptureEnvironment(RingOpener opener, Supplier<FrameHandler> decoders, CaptureClock clock) {

    /** The kernel's rings, the packet decoder and the machine's clocks. */
    static CaptureEnvironment ofJob(String job, LiveCapture settings) {
        return new CaptureEnvironment(
                split ->
                        PacketRing.open(
                                settings,
                                split,
                                FanoutGroup.of(job, split.host(), split.interfaceName())),
                () -> new CaptureDecoder(settings.decode()),
                CaptureClock.SYSTEM);
    }
}
