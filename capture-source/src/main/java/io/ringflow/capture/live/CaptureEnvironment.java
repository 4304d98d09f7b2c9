package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.decode.CaptureDecoder;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.ring.PacketRing;
import java.util.function.Supplier;

/**
 * What live captures take from outside. Tests replace it with rings and clocks of their own.
 *
 * @param opener opens the rings
 * @param decoders makes the frame handler of a capture
 * @param retireNanos how old a packet may be when its block is handed over
 * @param clock the clocks
 */
record CaptureEnvironment(
        RingOpener opener, Supplier<FrameHandler> decoders, long retireNanos, CaptureClock clock) {

    /** The kernel's rings, the packet decoder and the machine's clocks. */
    static CaptureEnvironment of(LiveCapture settings) {
        return new CaptureEnvironment(
                split -> PacketRing.open(settings, split),
                () -> new CaptureDecoder(settings.decode()),
                // A block retires up to two timeouts after its first packet.
                2 * settings.ring().retireTimeout().toNanos(),
                CaptureClock.SYSTEM);
    }
}
