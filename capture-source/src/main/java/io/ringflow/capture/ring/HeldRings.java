package io.ringflow.capture.ring;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.source.LiveSplit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.util.UserCodeClassLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The captures of one job in this process that have lost their reader, with their rings. All tasks
 * of a job restart together when one of its hosts is lost; what arrives at the others meanwhile
 * waits in the ring for the next reader of the same split, whichever subtask that is. Thread-safe.
 *
 * <p>A capture here is owned by this and used by nobody. It leaves to a reader that {@link #take}s
 * it, or is closed:
 *
 * <ul>
 *   <li>when the job leaves the process, because it has ended or goes on elsewhere;
 *   <li>when a reader begins to capture the same interface in another way;
 *   <li>{@link #CLAIM} after another capture was taken, when its own reader should have come: a
 *       member of a fanout group that nobody reads still gets its share;
 *   <li>{@link #HOLD} after it lost its reader.
 * </ul>
 *
 * <p>It is found through a static map because Flink gives the tasks before and after a restart no
 * other place to meet.
 */
public final class HeldRings {

    /** How long a capture waits for a reader. */
    static final Duration HOLD = Duration.ofSeconds(60);

    /** How long it waits once the first reader has come. */
    static final Duration CLAIM = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HeldRings.class);
    private static final String HOOK = "ringflow-held-rings";
    private static final Map<String, HeldRings> BY_JOB = new ConcurrentHashMap<>();

    /**
     * What a capture captures: who asks for the same goes on with it.
     *
     * @param settings how
     * @param split what
     */
    record Key(LiveCapture settings, LiveSplit split) {

        private boolean sameInterface(Key other) {
            return split.host().equals(other.split.host())
                    && split.interfaceName().equals(other.split.interfaceName());
        }

        /** Whether two captures may run side by side. */
        private boolean goesWith(Key other) {
            return !sameInterface(other)
                    || (settings.equals(other.settings)
                            && split.members() == other.split.members());
        }
    }

    /** A capture that waits, and until when, monotonic. */
    private record Held(InterfaceCapture capture, long untilNanos) {}

    private final CaptureClock clock;

    /** Calls {@link #expire} after a while. */
    private final Consumer<Duration> alarm;

    private final Map<Key, Held> held = new HashMap<>();

    /** The reader that captured something last. */
    private final Map<Key, Object> users = new HashMap<>();

    private boolean ended;

    private HeldRings() {
        clock = CaptureClock.SYSTEM;
        // A thread of the JDK's, which lasts as long as the process and holds nothing up.
        alarm =
                after ->
                        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS)
                                .execute(this::expire);
    }

    /**
     * For tests.
     *
     * @param alarm must see to it that {@link #expire} is called after a while
     */
    HeldRings(CaptureClock clock, Consumer<Duration> alarm) {
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * The captures of a job.
     *
     * @param job the job's id
     * @param classLoader tells when the job leaves the process
     */
    public static HeldRings ofJob(String job, UserCodeClassLoader classLoader) {
        HeldRings rings = BY_JOB.computeIfAbsent(job, id -> new HeldRings());
        classLoader.registerReleaseHookIfAbsent(
                HOOK,
                () -> {
                    HeldRings left = BY_JOB.remove(job);
                    if (left != null) {
                        left.end();
                    }
                });
        return rings;
    }

    /** Holds nothing: captures end with their readers. */
    public static HeldRings none() {
        HeldRings none = new HeldRings();
        none.end();
        return none;
    }

    /**
     * A reader begins to capture something. Returns the capture to go on with, which is the
     * reader's from then on, or null where it must begin its own.
     */
    synchronized InterfaceCapture take(Key key, Object reader) {
        users.keySet().removeIf(other -> !other.equals(key) && !other.goesWith(key));
        users.put(key, reader);
        Held its = held.remove(key);
        long claimed = clock.monotonicNanos() + CLAIM.toNanos();
        for (Iterator<Map.Entry<Key, Held>> i = held.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Held> other = i.next();
            if (!other.getKey().goesWith(key)) {
                close(other.getKey(), other.getValue(), "another capture of the interface began");
                i.remove();
            } else if (other.getValue().untilNanos() - claimed > 0) {
                other.setValue(new Held(other.getValue().capture(), claimed));
                alarm.accept(CLAIM);
            }
        }
        return its == null ? null : its.capture();
    }

    /**
     * A reader ends. Returns false where the capture stays the reader's, which must close it:
     * nobody will go on with it.
     */
    synchronized boolean hold(Key key, InterfaceCapture capture, Object reader) {
        if (ended || !users.remove(key, reader)) {
            return false;
        }
        held.put(key, new Held(capture, clock.monotonicNanos() + HOLD.toNanos()));
        alarm.accept(HOLD);
        return true;
    }

    /** Closes what has waited long enough. */
    synchronized void expire() {
        long now = clock.monotonicNanos();
        for (Iterator<Map.Entry<Key, Held>> i = held.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Held> each = i.next();
            if (each.getValue().untilNanos() - now <= 0) {
                close(each.getKey(), each.getValue(), "no task came for it");
                i.remove();
            }
        }
    }

    /** The job has left: closes all, and holds nothing from now on. */
    synchronized void end() {
        ended = true;
        held.values().forEach(its -> its.capture().close());
        held.clear();
        users.clear();
    }

    private static void close(Key key, Held its, String why) {
        its.capture().close();
        LOG.info("{}: ring closed, {}", key.split().splitId(), why);
    }
}
