package io.ringflow.bench;

import java.io.IOException;

/** Takes the frames of a generated capture in the order of time, on the generating thread. */
@FunctionalInterface
interface FrameSink {

    /**
     * Takes one frame.
     *
     * @param timeNanos time since the epoch
     * @param frame the stored bytes from index 0; valid during the call only
     * @param storedBytes how many of them are valid
     * @param wireBytes bytes of the frame on the wire
     */
    void frame(long timeNanos, byte[] frame, int storedBytes, int wireBytes) throws IOException;
}
