package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;

/** Descriptors to wait for ({@code struct pollfd}). Used and closed on one thread. */
final class PollSet implements AutoCloseable {

    private static final int ENTRY = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private Pointer entries = new Pointer(Native.malloc(16L * ENTRY));
    private int capacity = 16;
    private int size;

    void clear() {
        size = 0;
    }

    /** Adds a descriptor; a negative one keeps its place and is never ready. */
    void add(int fd) {
        if (size == capacity) {
            grow();
        }
        long at = (long) size * ENTRY;
        entries.setInt(at, fd);
        entries.setShort(at + EVENTS, (short) LibC.POLLIN);
        entries.setShort(at + REVENTS, (short) 0);
        size++;
    }

    /** Waits until one is ready, or for the given time; a signal ends the wait as well. */
    void await(int timeoutMillis) {
        try {
            LibC.poll(entries, size, timeoutMillis);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != LibC.EINTR) {
                throw new CaptureException("can't wait for packets: " + e.getMessage(), e);
            }
        }
    }

    /** True where the descriptor added as number {@code i} has an error. */
    boolean failed(int i) {
        return (entries.getShort((long) i * ENTRY + REVENTS) & LibC.POLLERR) != 0;
    }

    private void grow() {
        int wider = 2 * capacity;
        Pointer larger = new Pointer(Native.malloc((long) wider * ENTRY));
        larger.write(0, entries.getByteArray(0, size * ENTRY), 0, size * ENTRY);
        Native.free(Pointer.nativeValue(entries));
        entries = larger;
        capacity = wider;
    }

    @Override
    public void close() {
        if (entries != null) {
            Native.free(Pointer.nativeValue(entries));
            entries = null;
        }
    }
}
