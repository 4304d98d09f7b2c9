package io.ringflow.capture.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Lets the command that runs a replay end it early: the readers then end all files at their current
 * positions, and the job finishes as it does at the end of the files. Also remembers whether
 * anything was read, and when a replay at a speed of its own started. Works only if command and
 * readers share a process. Thread-safe.
 *
 * <p>Instances are found through a static map because Flink creates readers from a serialized
 * source.
 */
public final class ReplayControl implements AutoCloseable {

    private static final Map<String, ReplayControl> BY_JOB = new ConcurrentHashMap<>();

    /** For a job whose command is in another process. */
    static final ReplayControl NONE = new ReplayControl("");

    private final String job;
    private final Set<String> onceRead = ConcurrentHashMap.newKeySet();
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private boolean reading;
    private boolean ended;
    private boolean started;
    private long startedNanos;

    private ReplayControl(String job) {
        this.job = job;
    }

    /** The control of a job about to be submitted. The command that submits it must close it. */
    public static ReplayControl register(String job) {
        return BY_JOB.computeIfAbsent(job, ReplayControl::new);
    }

    /** The control of a job, or {@link #NONE}. */
    static ReplayControl of(String job) {
        return job == null ? NONE : BY_JOB.getOrDefault(job, NONE);
    }

    /**
     * Asks the readers to end all files.
     *
     * @return false if nothing has been read, which then stays so
     */
    public boolean end() {
        boolean anythingRead;
        synchronized (this) {
            ended = true;
            anythingRead = reading;
        }
        readers.forEach(Runnable::run);
        return anythingRead;
    }

    /** Adds a reader's wake-up, which is run when the reader must end its files. */
    void add(Runnable wakeUp) {
        if (this != NONE) {
            readers.add(wakeUp);
        }
    }

    /** Removes a reader's wake-up. */
    void remove(Runnable wakeUp) {
        readers.remove(wakeUp);
    }

    /** Returns true if a reader may read, false if it must end its files. */
    boolean mayRead() {
        if (this == NONE) {
            return true;
        }
        synchronized (this) {
            reading |= !ended;
            return !ended;
        }
    }

    /**
     * Returns the value of {@link System#nanoTime} when the replay started, which is the same for
     * all readers, also after a failure.
     */
    synchronized long startedNanos() {
        if (this == NONE) {
            return System.nanoTime();
        }
        if (!started) {
            started = true;
            startedNanos = System.nanoTime();
        }
        return startedNanos;
    }

    /** Claims an input that can be read only once. Returns false if it was claimed before. */
    boolean claim(String path) {
        return this == NONE || onceRead.add(path);
    }

    /** Forgets the job, which has ended. */
    @Override
    public void close() {
        BY_JOB.remove(job, this);
    }
}
