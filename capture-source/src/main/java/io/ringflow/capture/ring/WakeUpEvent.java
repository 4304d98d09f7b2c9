package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/**
 * A wake-up that is remembered until it is taken: an eventfd in the fetcher's poll set. {@link
 * #set} may be called by any thread at any time, even before {@link #open} and after {@link
 * #close}. All other methods are called by the fetcher thread.
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

    /** Ends the fetcher's current wait, or its next one. */
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

    /** Clears the event and returns whether it was set. */
    public synchronized boolean take() {
        if (!set) {
            return false;
        }
        set = false;
        if (fd >= 0) {
            try (Memory count = new Memory(Long.BYTES)) {
                LibC.read(fd, count, Long.BYTES);
            } catch (LastErrorException e) {
                throw new IllegalStateException("The wake-up event can't be read", e);
            }
        }
        return true;
    }

    @Override
    public synchronized void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }
}
