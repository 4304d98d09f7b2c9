package io.ringflow.capture.host;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.NotPermittedException;
import io.ringflow.capture.ring.PacketSocket;

/** Checks whether this process may capture packets. Thread-safe. */
public final class CapturePermission {

    private CapturePermission() {}

    /**
     * Returns normally if capturing is permitted.
     *
     * @throws NotPermittedException if it is not
     * @throws CaptureException if the kernel has no packet sockets
     */
    public static void check() {
        PacketSocket.open().close();
    }
}
