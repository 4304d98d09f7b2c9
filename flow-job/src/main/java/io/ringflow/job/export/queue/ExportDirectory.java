package io.ringflow.job.export.queue;

import io.ringflow.model.state.answer.ExportStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;

/**
 * The exports of the jobs whose tasks run in this process. Static, because Flink gives tasks and
 * those who ask for their health no other place to meet. Thread-safe.
 */
public final class ExportDirectory {

    private static final Map<JobID, List<DeliveryHealth>> BY_JOB = new ConcurrentHashMap<>();

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
                    return known.isEmpty() ? null : known;
                });
    }

    /** Returns how each export of a job is doing, as far as its tasks run in this process. */
    public static List<ExportStatus> of(JobID job) {
        return ExportStatus.merged(
                BY_JOB.getOrDefault(job, List.of()).stream().map(DeliveryHealth::status).toList());
    }
}
