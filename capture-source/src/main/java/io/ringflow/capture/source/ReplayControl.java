package io.ringflow.capture.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a replay's command and the readers of its job share if they are in one process: whether
 * anything was read, and the wish to end before the files do. The readers then end all files where
 * they are, and the job ends as at the end of the files. Thread-safe.
 *
 * <p>It is found through a static map because Flink makes readers from their serialized form.
 */
public final class ReplayControl implements AutoCloseable {

    private static final Map<String, ReplayControl> BY_JOB = new ConcurrentHashMap<>();

    /** Of a job whose command is elsewhere. */
    static final ReplayControl NONE = new ReplayControl("");

    private final String job;
    private final Set<String> onceRead = ConcurrentHashMap.newKeySet();
    private final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private boolean reading;
    private boolean ended;

    private ReplayControl(String job) {
        this.job = job;
    }

    /** The control of a job that is to be submitted; closed by the command that submits it. */
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
     * @return false if nothing was read before, nor will be
     */
    public boolean end() {
        boolean began;
        synchronized (this) {
            ended = true;
            began = reading;
        }
        readers.forEach(Runnable::run);
        return began;
    }

    /** Adds a reader, which is woken when it is to end its files; it removes itself. */
    void add(Runnable wakeUp) {
        if (this != NONE) {
            readers.add(wakeUp);
        }
    }

    void remove(Runnable wakeUp) {
        readers.remove(wakeUp);
    }

    /** Whether a reader may read on; false once it is to end its files. */
    boolean mayRead() {
        if (this == NONE) {
            return true;
        }
        synchronized (this) {
            reading |= !ended;
            return !ended;
        }
    }

    /** Notes that an input is read that can be read only once; false if it was before. */
    boolean readsOnce(String path) {
        return this == NONE || onceRead.add(path);
    }

    /** The job has ended. */
    @Override
    public void close() {
        BY_JOB.remove(job, this);
    }
}
