package io.ringflow.capture.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the live captures of a subtask when its job is drained, and hands over what they have not
 * emitted yet: the buckets that are still open. Flink no longer polls a source that it stops, so an
 * operator chained to the source calls this when it finishes.
 *
 * <p>Readers are found through a static map because Flink creates them from a serialized source.
 */
public final class LiveDrain {

    private static final Logger LOG = LoggerFactory.getLogger(LiveDrain.class);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_MILLIS = 5;
    private static final Map<Key, LiveSourceReader<?, ?>> READERS = new ConcurrentHashMap<>();

    private LiveDrain() {}

    /** A reader of a job; the job is null outside of a cluster. */
    record Key(String job, int subtask) {}

    /** Waits until something has arrived. */
    @FunctionalInterface
    interface Waiting {

        /** Returns false if the time is up. */
        boolean await(CompletableFuture<Void> arrival) throws InterruptedException;
    }

    static void register(Key key, LiveSourceReader<?, ?> reader) {
        READERS.put(key, reader);
    }

    static void remove(Key key, LiveSourceReader<?, ?> reader) {
        READERS.remove(key, reader);
    }

    /**
     * Ends the captures of a subtask, if it has any. Called by its task thread.
     *
     * @param job the job's id
     * @param output receives the records, which must be of the source's type
     */
    @SuppressWarnings("unchecked") // the caller is chained to the source
    public static <T> void drain(String job, int subtask, Consumer<T> output)
            throws InterruptedException {
        LiveSourceReader<?, T> reader = (LiveSourceReader<?, T>) READERS.get(new Key(job, subtask));
        if (reader != null) {
            long deadline = System.nanoTime() + LIMIT_NANOS;
            reader.drain(output, arrival -> await(arrival, deadline));
        }
    }

    /**
     * Ends all live captures of a job in this process while the job still polls them, and waits
     * until the readers have taken what the captures had seen. A savepoint after that contains
     * every packet up to now.
     *
     * @param job the job's id
     * @param limit how long to wait
     * @return false if the time is up
     */
    public static boolean endCaptures(String job, Duration limit) throws InterruptedException {
        List<LiveSourceReader<?, ?>> readers = new ArrayList<>();
        READERS.forEach(
                (key, reader) -> {
                    if (job.equals(key.job())) {
                        readers.add(reader);
                    }
                });
        readers.forEach(LiveSourceReader::endCaptures);
        long deadline = System.nanoTime() + limit.toNanos();
        while (!readers.stream().allMatch(LiveSourceReader::capturesEnded)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private static boolean await(CompletableFuture<Void> arrival, long deadlineNanos)
            throws InterruptedException {
        try {
            arrival.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.warn("A capture did not end in time; the packets of its last seconds are missing");
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("An arrival never fails", e);
        }
    }
}
