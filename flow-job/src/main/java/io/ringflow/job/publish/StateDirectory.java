package io.ringflow.job.publish;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.Subscription;
import io.ringflow.rpc.server.ClaimedState;
import io.ringflow.rpc.server.Claims;
import io.ringflow.rpc.wire.StateParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * The state that one job's tasks in this process have published. Thread-safe.
 *
 * <p>Directories are in a static map, because Flink deserializes the operators of a process and so
 * gives its tasks and those who query them no other place to meet.
 */
public final class StateDirectory {

    private static final Map<JobID, StateDirectory> BY_JOB = new ConcurrentHashMap<>();

    private final JobID job;
    private final AtomicReferenceArray<PublishedShard> shards;
    private final Map<Observer, CaptureTotals> captures = new ConcurrentHashMap<>();
    private final Map<Integer, RollupPartition> rollups = new ConcurrentHashMap<>();
    private final AtomicLong watermarkNanos = new AtomicLong(Long.MIN_VALUE);
    private final ChangeFeed changes = new ChangeFeed();
    private final ShardClaims claims;

    /** What closed tasks have published; guarded by this object's monitor. */
    private final List<KeptPart> kept = new ArrayList<>();

    private StateService.Running service;
    private int members;

    private StateDirectory(JobID job, int shards) {
        this.job = job;
        this.shards = new AtomicReferenceArray<>(shards);
        this.claims = new ShardClaims(shards);
    }

    /**
     * Adds a task to the directory of its job; each task calls {@link #leave} when it closes. The
     * first task starts the service and the last one stops it. The directory exists until the last
     * task has left and nothing of it is kept, and for as long as somebody follows changes, so that
     * the job's next tasks find it after a restart.
     */
    static StateDirectory join(JobID job, int shards, StateService service) {
        return BY_JOB.compute(
                job,
                (id, known) -> {
                    StateDirectory directory =
                            known == null ? new StateDirectory(id, shards) : known;
                    if (directory.members == 0) {
                        directory.changes.interrupted();
                    }
                    if (directory.service == null) {
                        directory.service = service.start(id, directory.new Claimed());
                    }
                    directory.members++; // not if the service did not start
                    return directory;
                });
    }

    /** The directory of a job; empty if none of its tasks runs in this process. */
    public static Optional<StateDirectory> of(JobID job) {
        return Optional.ofNullable(BY_JOB.get(job));
    }

    /** What other processes see of the claims, and say about them. */
    private final class Claimed implements ClaimedState {
        @Override
        public Claims now() {
            return claims.now();
        }

        @Override
        public StateParts kept() {
            return keptState();
        }

        @Override
        public void claimedElsewhere(StateParts parts) {
            StateDirectory.this.claimedElsewhere(parts);
        }
    }

    /** Removes a task from the directory. */
    void leave() {
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    known.members--;
                    return known.ifUsed();
                });
    }

    /** Returns this directory, or null if nobody needs it any more. Stops an unused service. */
    private synchronized StateDirectory ifUsed() {
        if (members > 0 || !kept.isEmpty()) {
            return this;
        }
        service.stop();
        service = null;
        return changes.isFollowed() ? this : null;
    }

    /**
     * Removes a task from the directory, and keeps what it has published until the next tasks claim
     * it, another process has it, or too much time has passed.
     */
    void leave(KeptPart part) {
        part.progress().keep();
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    known.keep(part);
                    known.members--;
                    return known;
                });
        part.whenOver(() -> drop(part));
    }

    private synchronized void keep(KeptPart part) {
        kept.add(part);
        claims.keeps(true);
    }

    private void drop(KeptPart part) {
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    known.withdraw(part);
                    return known.ifUsed();
                });
    }

    /** Releases what is kept of a job that has left this process. */
    static void forget(JobID job) {
        BY_JOB.computeIfPresent(
                job,
                (id, known) -> {
                    known.keptParts().forEach(known::withdraw);
                    return known.ifUsed();
                });
    }

    private synchronized List<KeptPart> keptParts() {
        return List.copyOf(kept);
    }

    private synchronized void withdraw(KeptPart part) {
        if (!kept.remove(part)) {
            return;
        }
        claims.change();
        claims.keeps(!kept.isEmpty());
        claims.drop(part.shards(), part.captureGroups());
        part.shards().stream().forEach(number -> withdraw(number, part.progress()));
        part.captures().forEach(captures::remove);
        part.rollups().forEach(this::withdrawRollups);
        claims.settle();
        part.free();
    }

    /** The next tasks have published these shards. */
    synchronized void claimedShards(KeyGroupRange range) {
        kept.forEach(part -> part.claimedShards(range));
    }

    /** The next tasks have published the capture totals of these key groups. */
    synchronized void claimedCaptures(KeyGroupRange range) {
        kept.forEach(part -> part.claimedCaptures(range));
    }

    private synchronized StateParts keptState() {
        return kept.stream().map(KeptPart::parts).reduce(StateParts.NONE, StateParts::with);
    }

    private synchronized void claimedElsewhere(StateParts parts) {
        kept.forEach(part -> part.claimedElsewhere(parts));
    }

    /** Number of shards that can be read though no task has claimed them yet. */
    public synchronized int keptShards() {
        return (int)
                kept.stream()
                        .flatMapToInt(part -> part.shards().stream())
                        .filter(number -> shards.get(number) != null)
                        .count();
    }

    /** The parts of the state that the tasks here answer for. */
    ShardClaims claims() {
        return claims;
    }

    /** Number of shards that are answered for now. */
    public int answeringShards() {
        return claims.shardCount();
    }

    /** Answers for a shard from now on, even if it is still empty. */
    void answerFor(int number, PublishedShard.Progress progress) {
        PublishedShard known = shards.get(number);
        if (known == null || known.progress() != progress) {
            shards.set(number, new PublishedShard(null, progress));
        }
    }

    /** Publishes a shard, or the object that has replaced it. */
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
    public long watermarkNanos() {
        return watermarkNanos.get();
    }

    /** Withdraws a shard, unless another task has published it since. */
    void withdraw(int number, PublishedShard.Progress progress) {
        PublishedShard known = shards.get(number);
        if (known != null && known.progress() == progress) {
            shards.compareAndSet(number, known, null);
        }
    }

    void withdraw(Observer observer) {
        captures.remove(observer);
    }

    /** Distributes the changes of flows to those who follow them. */
    ChangeFeed changes() {
        return changes;
    }

    /**
     * Follows the changes of flows that match a filter; the caller closes the subscription. While
     * it is open, the directory stays for the job's next tasks.
     *
     * @return empty if none of the job's tasks runs in this process
     */
    public static Optional<Subscription> subscribe(JobID job, FlowFilter filter) {
        AtomicReference<Subscription> made = new AtomicReference<>();
        // The last task must not leave between the look-up and the subscription.
        BY_JOB.computeIfPresent(
                job,
                (id, directory) -> {
                    made.set(directory.changes.subscribe(filter));
                    return directory;
                });
        return Optional.ofNullable(made.get());
    }

    /** Number of shards of the job. */
    public int shardCount() {
        return shards.length();
    }

    /** A shard, or null if no task answers for it. */
    public PublishedShard shard(int number) {
        return shards.get(number);
    }

    synchronized void publishRollups(Map<Integer, RollupPartition> partitions) {
        rollups.putAll(partitions);
        claims.claimRollups(partitions.keySet());
        kept.forEach(part -> part.claimedRollups(partitions.keySet()));
    }

    synchronized void withdrawRollups(int partition, RollupPartition windows) {
        if (rollups.remove(partition, windows)) {
            claims.dropRollups(List.of(partition));
        }
    }

    /** The published partitions of the rollups, by number; empty for a job without rollups. */
    public Map<Integer, RollupPartition> rollups() {
        return Map.copyOf(rollups);
    }

    /** The published totals of captures. */
    public Collection<CaptureTotals> captures() {
        return captures.values();
    }
}
