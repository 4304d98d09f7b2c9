package io.ringflow.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A channel for an input that may be silent, such as a pipe or a device. Opening and reading such
 * an input can't be interrupted, so a separate thread does both and passes the bytes on through a
 * ring buffer; reading this channel never blocks. The thread ends with the input or with the
 * process.
 *
 * <p>One thread reads the channel; any thread may close it.
 */
final class CapturePipe implements ReadableByteChannel {

    private static final int CAPACITY = 1 << 20;
    private static final int LARGEST_READ = 1 << 16;

    /** Opens the input. Opening a named pipe blocks until somebody opens it for writing. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    private final Opener opener;
    private final Runnable arrival;

    /** Bytes from {@code taken} to {@code arrived}, modulo the capacity, wait to be read. */
    private final byte[] ring = new byte[CAPACITY];

    private long arrived;
    private long taken;
    private boolean awaited;
    private boolean ended;
    private boolean stopped;
    private boolean closed;
    private IOException failure;

    private CapturePipe(Opener opener, Runnable arrival) {
        this.opener = opener;
        this.arrival = arrival;
    }

    /**
     * Starts to read an input.
     *
     * @param arrival called by another thread after a read that found nothing, as soon as there is
     *     something to read or the input has ended
     */
    static CapturePipe start(String name, Opener opener, Runnable arrival) {
        CapturePipe pipe = new CapturePipe(opener, arrival);
        Thread.ofPlatform().daemon().name("read " + name).start(pipe::pump);
        return pipe;
    }

    private void pump() {
        try (InputStream in = opener.open()) {
            int free = awaitSpace();
            while (free > 0) {
                int length = in.read(ring, (int) (arrived % CAPACITY), free);
                if (length < 0) {
                    end(null);
                    return;
                }
                add(length);
                free = awaitSpace();
            }
        } catch (IOException | RuntimeException e) {
            end(e instanceof IOException io ? io : new IOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for space and returns how many bytes to read at most; 0 if reading was stopped. */
    private synchronized int awaitSpace() throws InterruptedException {
        while (arrived - taken == CAPACITY && !stopped) {
            wait();
        }
        int free = CAPACITY - (int) (arrived - taken);
        int contiguous = CAPACITY - (int) (arrived % CAPACITY);
        return stopped ? 0 : Math.min(LARGEST_READ, Math.min(free, contiguous));
    }

    private synchronized void add(int length) {
        arrived += length;
        notifyReader();
    }

    private synchronized void end(IOException e) {
        failure = e;
        ended = true;
        notifyReader();
    }

    private void notifyReader() {
        if (awaited) {
            awaited = false;
            arrival.run();
        }
    }

    /**
     * Reads what has arrived. Never blocks.
     *
     * @return number of bytes; 0 if none have arrived, -1 at the end
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
        int first = Math.min(length, CAPACITY - (int) (taken % CAPACITY));
        target.put(ring, (int) (taken % CAPACITY), first);
        target.put(ring, 0, length - first);
        taken += length;
        notifyAll();
        return length;
    }

    /** Stops reading the input. What has arrived can still be read from this channel. */
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
