package io.ringflow.job.query;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
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
    private final AtomicReferenceArray<FlowShard> shards;
    private final Map<Observer, CaptureTotals> captures = new ConcurrentHashMap<>();
    private final Map<Integer, RollupPartition> rollups = new ConcurrentHashMap<>();
    private final AtomicLong watermarkNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger answering = new AtomicInteger();
    private int members;

    private StateDirectory(JobID job, int shards) {
        this.job = job;
        this.shards = new AtomicReferenceArray<>(shards);
    }

    /** The directory of a job for one more task; it is there until the last one leaves. */
    static StateDirectory join(JobID job, int shards, int own) {
        return BY_JOB.compute(
                job,
                (id, known) -> {
                    StateDirectory directory =
                            known == null ? new StateDirectory(id, shards) : known;
                    directory.members++;
                    directory.answering.addAndGet(own);
                    return directory;
                });
    }

    /** The directory of a job, or null where none of its tasks runs here. */
    static StateDirectory of(JobID job) {
        return BY_JOB.get(job);
    }

    void leave(int own) {
        answering.addAndGet(-own);
        BY_JOB.computeIfPresent(job, (id, known) -> --known.members == 0 ? null : known);
    }

    /** Shards whose task runs. */
    int answering() {
        return answering.get();
    }

    void publish(int number, FlowShard shard) {
        if (shards.getPlain(number) != shard) {
            shards.set(number, shard);
        }
    }

    void publish(Observer observer, CaptureTotals totals) {
        captures.put(observer, totals);
    }

    void publishWatermark(long nanos) {
        if (nanos != Long.MAX_VALUE) {
            watermarkNanos.accumulateAndGet(nanos, Math::max);
        }
    }

    /** Event time folded so far; {@link Long#MIN_VALUE} before the first packet. */
    long watermarkNanos() {
        return watermarkNanos.get();
    }

    void withdraw(int number) {
        shards.set(number, null);
    }

    void withdraw(Observer observer) {
        captures.remove(observer);
    }

    /** The number of shards that the job has. */
    int shardCount() {
        return shards.length();
    }

    /** The shards that hold anything and answer now. */
    List<FlowShard> shards() {
        return IntStream.range(0, shards.length())
                .mapToObj(shards::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** One shard, or null. */
    FlowShard shard(int number) {
        return shards.get(number);
    }

    void publishRollups(int partition, RollupPartition windows) {
        rollups.put(partition, windows);
    }

    void withdrawRollups(int partition) {
        rollups.remove(partition);
    }

    /** The partitions of the rollups that answer now, by number; none in a job without them. */
    Map<Integer, RollupPartition> rollups() {
        return Map.copyOf(rollups);
    }

    Collection<CaptureTotals> captures() {
        return captures.values();
    }
}
