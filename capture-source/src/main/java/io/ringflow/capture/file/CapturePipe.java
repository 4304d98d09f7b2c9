package io.ringflow.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The bytes of an input that may be silent: a pipe, a terminal, a device. A thread of its own opens
 * and reads it, because neither can be interrupted, and hands the bytes over; whoever takes them
 * never waits. The thread ends with the input, or with the process.
 *
 * <p>One thread reads the channel, any thread closes it.
 */
final class CapturePipe implements ReadableByteChannel {

    private static final int ROOM = 1 << 20;
    private static final int MOST_AT_ONCE = 1 << 16;

    /** Opens the input; may take as long as nobody writes to a named pipe. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    private final Opening opening;
    private final Runnable arrival;

    /** Bytes from {@code taken} to {@code arrived}, both modulo its length, wait to be taken. */
    private final byte[] ring = new byte[ROOM];

    private long arrived;
    private long taken;
    private boolean awaited;
    private boolean ended;
    private boolean stopped;
    private boolean closed;
    private IOException failure;

    private CapturePipe(Opening opening, Runnable arrival) {
        this.opening = opening;
        this.arrival = arrival;
    }

    /**
     * Starts to read an input.
     *
     * @param arrival called by another thread when there is something to read, or the input has
     *     ended, after a read that found nothing
     */
    static CapturePipe start(String name, Opening opening, Runnable arrival) {
        CapturePipe pipe = new CapturePipe(opening, arrival);
        Thread.ofPlatform().daemon().name("read " + name).start(pipe::pump);
        return pipe;
    }

    private void pump() {
        try (InputStream in = opening.open()) {
            int room = awaitRoom();
            while (room > 0) {
                int length = in.read(ring, (int) (arrived % ROOM), room);
                if (length < 0) {
                    end(null);
                    return;
                }
                add(length);
                room = awaitRoom();
            }
        } catch (IOException | RuntimeException e) {
            end(e instanceof IOException io ? io : new IOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many bytes may be read at once; 0 when nobody wants more. */
    private synchronized int awaitRoom() throws InterruptedException {
        while (arrived - taken == ROOM && !stopped) {
            wait();
        }
        int free = ROOM - (int) (arrived - taken);
        int upToTheEnd = ROOM - (int) (arrived % ROOM);
        return stopped ? 0 : Math.min(MOST_AT_ONCE, Math.min(free, upToTheEnd));
    }

    private synchronized void add(int length) {
        arrived += length;
        tell();
    }

    private synchronized void end(IOException e) {
        failure = e;
        ended = true;
        tell();
    }

    private void tell() {
        if (awaited) {
            awaited = false;
            arrival.run();
        }
    }

    /**
     * Takes what has arrived.
     *
     * @return how many bytes; 0 if there are none at present, -1 at the end
     */
    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        int length = (int) Math.min(arrived - taken, target.remaining());
        if (length == 0) {
            if (failure != null) {
                throw failure;
            }
            awaited = !ended;
            return ended ? -1 : 0;
        }
        int first = Math.min(length, ROOM - (int) (taken % ROOM));
        target.put(ring, (int) (taken % ROOM), first);
        target.put(ring, 0, length - first);
        taken += length;
        notifyAll();
        return length;
    }

    /** Stops reading; what has arrived can still be taken. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
