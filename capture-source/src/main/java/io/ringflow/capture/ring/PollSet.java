package io.ringflow.capture.ring;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.ringflow.capture.CaptureException;

/** File descriptors to wait for ({@code struct pollfd}). Used and closed on one thread. */
public final class PollSet implements AutoCloseable {

    private static final int ENTRY = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;

    private Pointer entries = new Pointer(Native.malloc(16L * ENTRY));
    private int capacity = 16;
    private int size;

    /** Removes all descriptors. */
    public void clear() {
        size = 0;
    }

    /** Adds a descriptor. A negative one takes up an entry but never becomes ready. */
    public void add(int fd) {
        if (size == capacity) {
            grow();
        }
        long entry = (long) size * ENTRY;
        entries.setInt(entry, fd);
        entries.setShort(entry + EVENTS, (short) LibC.POLLIN);
        entries.setShort(entry + REVENTS, (short) 0);
        size++;
    }

    /** Waits until a descriptor is ready, the timeout expires or a signal arrives. */
    public void await(int timeoutMillis) {
        try {
            LibC.poll(entries, size, timeoutMillis);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != LibC.EINTR) {
                throw new CaptureException("can't wait for packets: " + e.getMessage(), e);
            }
        }
    }

    /** Returns true if the {@code i}th descriptor added has reported an error. */
    public boolean failed(int i) {
        return (entries.getShort((long) i * ENTRY + REVENTS) & LibC.POLLERR) != 0;
    }

    private void grow() {
        int newCapacity = 2 * capacity;
        Pointer larger = new Pointer(Native.malloc((long) newCapacity * ENTRY));
        larger.write(0, entries.getByteArray(0, size * ENTRY), 0, size * ENTRY);
        Native.free(Pointer.nativeValue(entries));
        entries = larger;
        capacity = newCapacity;
    }

    @Override
    public void close() {
        if (entries != null) {
            Native.free(Pointer.nativeValue(entries));
            entries = null;
        }
    }
}
