package io.ringflow.capture.ring;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.source.LiveSplit;

/** Opens the ring of a split; called on the fetcher thread. */
@FunctionalInterface
interface RingOpener {

    /**
     * A ring that the kernel fills.
     *
     * @throws InterfaceUnavailableException where the interface does not exist or is down
     * @throws CaptureException where trying again would not help
     */
    Ring open(LiveSplit split) throws InterfaceUnavailableException;
}
