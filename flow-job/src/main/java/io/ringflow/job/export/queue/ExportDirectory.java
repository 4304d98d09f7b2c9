package io.ringflow.job.export.queue;

import io.ringflow.model.state.answer.ExportStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;

/**
 * The exports of the jobs whose tasks run in this process. Static, because Flink gives tasks and
 * those who ask for their health no other place to meet. Thread-safe.
 */
public final class ExportDirectory {

    private static final Map<JobID, List<DeliveryHealth>> BY_JOB = new ConcurrentHashMap<>();
    private static final Map<JobID, Long> STOPS = new ConcurrentHashMap<>();

    /** For the jobs whose owner waits for it. */
    private static final Map<JobID, CompletableFuture<Void>> ENDS = new ConcurrentHashMap<>();

    private ExportDirectory() {}

    static void add(JobID job, DeliveryHealth health) {
        BY_JOB.compute(
                job,
                (id, known) -> {
                    List<DeliveryHealth> list =
                            known == null ? new CopyOnWriteArrayList<>() : known;
                    list.add(health);
                    return list;
                });
    }

    static void remove(JobID job, DeliveryHealth health) {
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    known.remove(health);
                    if (known.isEmpty()) {
                        STOPS.remove(id);
                        return null;
                    }
                    return known;
                });
    }

    /**
     * Returns the time by which the job's exports have to stop. It is the same for all of them,
     * because a task stops its operators one after the other.
     *
     * @param nanos how long they have from the first call on
     * @return the time by {@link System#nanoTime()}
     */
    static long stopBy(JobID job, long nanos) {
        return STOPS.computeIfAbsent(job, id -> System.nanoTime() + nanos);
    }

    /**
     * Returns a future that completes when an export of a job in this process has ended, because
     * its target is gone for good.
     */
    public static CompletableFuture<Void> end(JobID job) {
        return ENDS.computeIfAbsent(job, id -> new CompletableFuture<>());
    }

    static void ended(JobID job) {
        CompletableFuture<Void> end = ENDS.get(job);
        if (end != null) {
            boolean unused = end.complete(null);
        }
    }

    /** Returns how each export of a job is doing, as far as its tasks run in this process. */
    public static List<ExportStatus> of(JobID job) {
        return ExportStatus.merged(
                BY_JOB.getOrDefault(job, List.of()).stream().map(DeliveryHealth::status).toList());
    }
}
