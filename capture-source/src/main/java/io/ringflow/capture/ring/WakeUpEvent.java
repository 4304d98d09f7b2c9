package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/**
 * A wake-up that is not forgotten: an eventfd in the fetcher's poll set. Any thread may set it, at
 * any time, also before it is opened and after it is closed; the fetcher thread does the rest.
 */
final class WakeUpEvent implements AutoCloseable {

    private int fd = -1;
    private boolean set;

    /** Opens the descriptor, unless it is open; where the event is set, it is ready at once. */
    synchronized int open() {
        if (fd < 0) {
            fd = LibC.eventfd(set ? 1 : 0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        }
        return fd;
    }

    /** Ends the fetcher's present wait, or its next. */
    synchronized void set() {
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

    /** Whether the event was set since the last call. */
    synchronized boolean take() {
        if (!set) {
            return false;
        }
        set = false;
        if (fd >= 0) {
            try (Memory count = new Memory(Long.BYTES)) {
                LibC.read(fd, count, Long.BYTES);
            } catch (LastErrorException e) {
                throw new IllegalStateException("the wake-up was lost", e);
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
