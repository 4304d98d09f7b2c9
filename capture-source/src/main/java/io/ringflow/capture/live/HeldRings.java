package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.split.LiveSplit;
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
 * The captures of one job in this process that have lost their reader. When a host is lost, all
 * tasks of the job restart. Packets that arrive at the other hosts meanwhile wait in the ring for
 * the next reader of the same split, which may be another subtask. Thread-safe.
 *
 * <p>A capture held here is owned by this object and used by no thread. It is handed to a reader by
 * {@link #take}, or closed:
 *
 * <ul>
 *   <li>when the job leaves the process, because it has ended or moved to another one;
 *   <li>when a reader starts to capture the same interface with other settings;
 *   <li>{@link #CLAIM} after another capture was taken, because its own reader should have come by
 *       then, and a fanout group member that nobody reads still gets its share of the packets;
 *   <li>{@link #HOLD} after it lost its reader.
 * </ul>
 *
 * <p>Instances are found through a static map because Flink offers tasks before and after a restart
 * no other place to meet.
 */
public final class HeldRings {

    /** How long a capture waits for a reader. */
    static final Duration HOLD = Duration.ofSeconds(60);

    /** How long it still waits after the first reader of the restarted job has come. */
    static final Duration CLAIM = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HeldRings.class);
    private static final String HOOK = "ringflow-held-rings";
    private static final Map<String, HeldRings> BY_JOB = new ConcurrentHashMap<>();

    /**
     * Identifies a capture: a reader with an equal key continues with it.
     *
     * @param settings how packets are captured
     * @param split what is captured
     */
    record Key(LiveCapture settings, LiveSplit split) {

        private boolean sameInterface(Key other) {
            return split.host().equals(other.split.host())
                    && split.interfaceName().equals(other.split.interfaceName());
        }

        /** Returns true if the two captures may run side by side. */
        private boolean isCompatibleWith(Key other) {
            return !sameInterface(other)
                    || (settings.equals(other.settings)
                            && split.members() == other.split.members());
        }
    }

    /** A capture that waits for a reader until a monotonic time. */
    private record Held(InterfaceCapture capture, long untilNanos) {}

    private final CaptureClock clock;

    /** Makes sure that {@link #expire} is called after a delay. */
    private final Consumer<Duration> alarm;

    private final Map<Key, Held> held = new HashMap<>();

    /** The reader that used each capture last. */
    private final Map<Key, Object> users = new HashMap<>();

    private boolean ended;

    private HeldRings() {
        clock = CaptureClock.SYSTEM;
        // Runs on a daemon thread of the JDK, which doesn't keep the process alive.
        alarm =
                delay ->
                        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                                .execute(this::expire);
    }

    /**
     * For tests.
     *
     * @param alarm must make sure that {@link #expire} is called after a delay
     */
    HeldRings(CaptureClock clock, Consumer<Duration> alarm) {
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * The captures of a job.
     *
     * @param job the job's id
     * @param classLoader runs a hook when the job leaves the process
     */
    public static HeldRings ofJob(String job, UserCodeClassLoader classLoader) {
        HeldRings rings = BY_JOB.computeIfAbsent(job, id -> new HeldRings());
        classLoader.registerReleaseHookIfAbsent(
                HOOK,
                () -> {
                    HeldRings removed = BY_JOB.remove(job);
                    if (removed != null) {
                        removed.end();
                    }
                });
        return rings;
    }

    /** An instance that holds nothing: captures end with their readers. */
    public static HeldRings none() {
        HeldRings none = new HeldRings();
        none.end();
        return none;
    }

    /**
     * Registers a reader as the user of a capture. Returns the held capture, which then belongs to
     * the reader, or null if the reader must start its own.
     */
    synchronized InterfaceCapture take(Key key, Object reader) {
        users.keySet().removeIf(user -> !user.equals(key) && !user.isCompatibleWith(key));
        users.put(key, reader);
        Held taken = held.remove(key);
        long claimUntil = clock.monotonicNanos() + CLAIM.toNanos();
        for (Iterator<Map.Entry<Key, Held>> i = held.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Held> other = i.next();
            if (!other.getKey().isCompatibleWith(key)) {
                close(other, "the interface is captured with other settings now");
                i.remove();
            } else if (other.getValue().untilNanos() - claimUntil > 0) {
                other.setValue(new Held(other.getValue().capture(), claimUntil));
                alarm.accept(CLAIM);
            }
        }
        return taken == null ? null : taken.capture();
    }

    /**
     * Takes over a capture from a reader that ends. Returns false if nobody will continue with it;
     * the reader then still owns the capture and must close it.
     */
    synchronized boolean hold(Key key, InterfaceCapture capture, Object reader) {
        if (ended || !users.remove(key, reader)) {
            return false;
        }
        held.put(key, new Held(capture, clock.monotonicNanos() + HOLD.toNanos()));
        alarm.accept(HOLD);
        return true;
    }

    /** Closes the captures that have waited long enough. */
    synchronized void expire() {
        long now = clock.monotonicNanos();
        for (Iterator<Map.Entry<Key, Held>> i = held.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Key, Held> entry = i.next();
            if (entry.getValue().untilNanos() - now <= 0) {
                close(entry, "no task came for it");
                i.remove();
            }
        }
    }

    /** The job has left the process: closes all captures and accepts none from now on. */
    synchronized void end() {
        ended = true;
        held.values().forEach(waiting -> waiting.capture().close());
        held.clear();
        users.clear();
    }

    private static void close(Map.Entry<Key, Held> entry, String reason) {
        entry.getValue().capture().close();
        LOG.info("{}: ring closed, {}", entry.getKey().split().splitId(), reason);
    }
}
