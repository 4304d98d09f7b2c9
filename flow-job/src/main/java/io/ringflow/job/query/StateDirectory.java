package io.ringflow.job.query;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.flink.api.common.JobID;

/**
 * The state that one job's tasks in this process have published. Thread-safe.
 *
 * <p>It is found through a static map because Flink gives the tasks of a process and whoever
 * answers queries there no other place to meet: operators are made from their serialized form.
 */
final class StateDirectory {

    private static final Map<JobID, StateDirectory> BY_JOB = new ConcurrentHashMap<>();

    private final JobID job;
    private final AtomicReferenceArray<PublishedShard> shards;
    private final Map<Observer, CaptureTotals> captures = new ConcurrentHashMap<>();
    private final Map<Integer, RollupPartition> rollups = new ConcurrentHashMap<>();
    private final AtomicLong watermarkNanos = new AtomicLong(Long.MIN_VALUE);
    private final ChangeFeed changes = new ChangeFeed();
    private final ShardClaims claims;
    private StateService.Running service;
    private int members;

    private StateDirectory(JobID job, int shards) {
        this.job = job;
        this.shards = new AtomicReferenceArray<>(shards);
        this.claims = new ShardClaims(shards);
    }

    /**
     * The directory of a job for one more task. It is there until the last one leaves, and as long
     * as somebody follows: the job's next tasks find it. The first task starts the service, and the
     * last one stops it.
     */
    static StateDirectory join(JobID job, int shards, StateService service) {
        return BY_JOB.compute(
                job,
                (id, known) -> {
                    StateDirectory directory =
                            known == null ? new StateDirectory(id, shards) : known;
                    if (directory.members++ == 0) {
                        directory.changes.interrupted();
                        directory.service =
                                service.start(id, directory.claims::now);
                    }
                    return directory;
                });
    }

    /** The directory of a job, or null where none of its tasks runs here. */
    static StateDirectory of(JobID job) {
        return BY_JOB.get(job);
    }

    void leave() {
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    if (--known.members > 0) {
                        return known;
                    }
                    known.service.stop();
                    return known.changes.followed() ? known : null;
                });
    }

    /** What the tasks here answer for. */
    ShardClaims claims() {
        return claims;
    }

    /** Shards that answer now. */
    int answering() {
        return claims.answering();
    }

    /** A task answers for a shard from now on, though it may hold nothing yet. */
    void answer(int number, PublishedShard.Progress progress) {
        shards.compareAndSet(number, null, new PublishedShard(null, progress));
    }

    @SuppressWarnings("ReferenceEquality") // Flink replaces the object while a checkpoint runs
    void publish(int number, FlowShard shard, PublishedShard.Progress progress) {
        PublishedShard known = shards.getPlain(number);
        if (known == null || known.shard() != shard || known.progress() != progress) {
            shards.set(number, new PublishedShard(shard, progress));
        }
    }

    void publish(Observer observer, CaptureTotals totals) {
        captures.put(observer, totals);
    }

    void publishWatermark(long nanos) {
        watermarkNanos.accumulateAndGet(nanos, Math::max);
    }

    /** Event time folded so far; {@link Long#MIN_VALUE} before the first packet. */
    long watermarkNanos() {
        return watermarkNanos.get();
    }

    /** Takes a shard back, unless another task has published it since. */
    void withdraw(int number, PublishedShard.Progress progress) {
        PublishedShard known = shards.get(number);
        if (known != null && known.progress() == progress) {
            shards.compareAndSet(number, known, null);
        }
    }

    void withdraw(Observer observer) {
        captures.remove(observer);
    }

    /** Where changes go to those who follow. */
    ChangeFeed changes() {
        return changes;
    }

    /** The number of shards that the job has. */
    int shardCount() {
        return shards.length();
    }

    /** One shard, or null where no task answers for it. */
    PublishedShard shard(int number) {
        return shards.get(number);
    }

    void publishRollups(int partition, RollupPartition windows) {
        rollups.put(partition, windows);
    }

    void withdrawRollups(int partition, RollupPartition windows) {
        rollups.remove(partition, windows);
    }

    /** The partitions of the rollups that answer now, by number; none in a job without them. */
    Map<Integer, RollupPartition> rollups() {
        return Map.copyOf(rollups);
    }

    Collection<CaptureTotals> captures() {
        return captures.values();
    }
}
