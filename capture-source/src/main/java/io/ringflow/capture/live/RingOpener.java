package io.ringflow.capture.live;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.Ring;
import io.ringflow.capture.split.LiveSplit;

/** Opens the ring of a split. Called on the capture.s thread. */
@FunctionalInterface
interface RingOpener {

    /**
     * Opens a ring, which the caller owns and closes.
     *
     * @throws InterfaceUnavailableException if the interface does not exist or is down
     * @throws CaptureException if another try would not help
     */
    Ring open(LiveSplit split) throws InterfaceUnavailableException;
}
