package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import io.ringflow.capture.CaptureException;

/** Whether this process may capture packets. Any thread. */
public final class CapturePermission {

    private CapturePermission() {}

    /**
     * Returns where capturing is permitted.
     *
     * @throws NotPermittedException where it is not
     * @throws CaptureException where the kernel has no packet sockets
     */
    public static void check() {
        int fd;
        try {
            fd = LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        } catch (LastErrorException e) {
            throw failure(e);
        }
        LibC.close(fd);
    }

    /** What to throw where a packet socket could not be made. */
    static CaptureException failure(LastErrorException e) {
        return switch (e.getErrorCode()) {
            case LibC.EPERM, LibC.EACCES -> new NotPermittedException(e);
            default -> new CaptureException("can't open a packet socket: " + e.getMessage(), e);
        };
    }
}
