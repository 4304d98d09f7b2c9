package io.ringflow.capture.ring;

import com.sun.jna.Memory;

/**
 * A wake-up that is never forgotten: an eventfd in the poll set of a capture's thread. {@link #set}
 * may be called by any thread at any time, even before {@link #open} and after {@link #close}. All
 * other methods are called by the capture's thread.
 */
public final class WakeUpEvent implements AutoCloseable {

    private int fd = -1;
    private boolean set;

    /** Opens the descriptor unless it is open. It is ready at once if the event is set. */
    public synchronized int open() {
        if (fd < 0) {
            fd = LibC.eventfd(set ? 1 : 0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        }
        return fd;
    }

    /** Ends the thread's current wait and all later ones. */
    public synchronized void set() {
        if (set) {
            return;
        }
        set = true;
        if (fd >= 0) {
            try (Memory one = new Memory(Long.BYTES)) {
                one.setLong(0, 1);
                LibC.write(fd, one, Long.BYTES);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
