package io.ringflow.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.rollup.RollupPartition;
import io.ringflow.job.track.FlowShard;
import io.ringflow.model.Observer;
import io.ringflow.rpc.server.ClaimedState;
import io.ringflow.rpc.wire.StateParts;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class KeptPartTest {

    private static final int SHARDS = 4;
    private static final int DEADLINE_SECONDS = 60;
    private static final KeyGroupRange ALL = KeyGroupRange.of(0, SHARDS - 1);

    private final JobID job = new JobID();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();
    private ClaimedState service;
    private final CompletableFuture<Void> freed = new CompletableFuture<>();

    private QueryableState register() {
        return QueryableState.register(
                job,
                SHARDS,
                (id, claimed) -> {
                    service = claimed;
                    started.incrementAndGet();
                    return stopped::incrementAndGet;
                });
    }

    private StateDirectory directory() {
        return StateDirectory.of(job).orElseThrow();
    }

    private void keepAll() {
        QueryableState task = register();
        task.answerFor(ALL);
        task.keep(() -> freed.complete(null));
    }

    private void awaitFree() throws Exception {
        var unused = freed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void forget() {
        QueryableState.forget(job);
    }

    @Test
    void claimsOfOtherProcessesCountMoreWhileAnythingIsKept() throws Exception {
        QueryableState task = register();
        task.answerFor(ALL);
        ShardClaims claims = directory().claims();
        assertThat(claims.now().claimedMillis()).isPositive();
        task.keep(() -> freed.complete(null));
        QueryableState next = register();
        next.answerFor(KeyGroupRange.of(0, 0));
        assertThat(claims.now().claimedMillis()).isZero();
        QueryableState last = register();
        last.answerFor(KeyGroupRange.of(1, SHARDS - 1));
        awaitFree();
        assertThat(claims.now().claimedMillis()).isPositive();
        next.withdraw();
        last.withdraw();
    }

    @Test
    void shardsStayReadableAfterTheirTaskHasClosed() {
        keepAll();
        assertThat(directory().answeringShards()).isEqualTo(SHARDS);
        assertThat(directory().keptShards()).isEqualTo(SHARDS);
        assertThat(directory().shard(2).isKept()).isTrue();
        assertThat(stopped).as("the service goes on").hasValue(0);
        assertThat(freed).isNotDone();
    }

    @Test
    void nextTaskReplacesWhatWasKept() throws Exception {
        keepAll();
        QueryableState next = register();
        next.answerFor(ALL);
        awaitFree();
        assertThat(directory().keptShards()).isZero();
        assertThat(directory().answeringShards()).isEqualTo(SHARDS);
        assertThat(directory().shard(2).isKept()).isFalse();
        assertThat(started).hasValue(1);
        next.withdraw();
        assertThat(stopped).hasValue(1);
        assertThat(StateDirectory.of(job)).isEmpty();
    }

    /** After a rescale, another process has the other half. */
    @Test
    void whatNoTaskClaimsIsWithdrawnSoonAfterTheFirstClaim() throws Exception {
        keepAll();
        QueryableState next = register();
        next.answerFor(KeyGroupRange.of(0, 1));
        assertThat(directory().keptShards()).isEqualTo(2);
        awaitFree();
        assertThat(directory().answeringShards()).isEqualTo(2);
        assertThat(directory().shard(3)).isNull();
        next.withdraw();
    }

    @Test
    void whatTasksOfOtherProcessesHaveClaimedIsWithdrawn() throws Exception {
        keepAll();
        BitSet shards = new BitSet();
        shards.set(0, SHARDS - 1);
        service.claimedElsewhere(new StateParts(shards, new BitSet(), new BitSet()));
        assertThat(service.kept().shards().cardinality()).isEqualTo(SHARDS);

        shards.set(SHARDS - 1);
        service.claimedElsewhere(new StateParts(shards, new BitSet(), new BitSet()));
        awaitFree();
        assertThat(StateDirectory.of(job)).isEmpty();
        assertThat(service.kept().isEmpty()).isTrue();
    }

    /** A process may have another kind of task after a rescale, which claims nothing of these. */
    @Test
    void captureTotalsThatAnotherProcessHasAreWithdrawnBesideShardsOfThisOne() throws Exception {
        QueryableState task = register();
        task.answerForCaptures(ALL);
        task.keep(() -> freed.complete(null));
        QueryableState next = register();
        next.answerFor(ALL);
        assertThat(service.now().captures().cardinality()).isEqualTo(SHARDS);

        service.claimedElsewhere(
                new StateParts(new BitSet(), service.kept().captures(), new BitSet()));
        awaitFree();
        assertThat(service.now().captures().isEmpty()).isTrue();
        assertThat(service.now().shards().cardinality()).isEqualTo(SHARDS);
        assertThat(service.now().claimedMillis()).isPositive();
        next.withdraw();
    }

    @Test
    void nothingIsKeptOfAJobThatHasLeftTheProcess() {
        keepAll();
        QueryableState.forget(job);
        assertThat(freed).isDone();
        assertThat(stopped).hasValue(1);
        assertThat(StateDirectory.of(job)).isEmpty();
    }

    @Test
    void taskThatHadNotRestoredKeepsNothing() {
        QueryableState task = register();
        task.publish(7, new FlowShard());
        task.keep(() -> freed.complete(null));
        assertThat(freed).isDone();
        assertThat(StateDirectory.of(job)).isEmpty();
    }

    @Test
    void shardInTheMiddleOfAFoldIsNotKept() {
        QueryableState task = register();
        task.publish(7, new FlowShard());
        task.answerFor(ALL);
        task.withdraw(7);
        task.keep(() -> freed.complete(null));
        assertThat(directory().answeringShards()).isEqualTo(SHARDS - 1);
        assertThat(directory().keptShards()).isEqualTo(SHARDS - 1);
    }

    @Test
    void partitionsOfTheRollupsAreClaimedAsLongAsTheyCanBeRead() throws Exception {
        QueryableState task = register();
        RollupPartition partition = new RollupPartition(false);
        task.publishRollups(Map.of(1, partition));
        task.keep(() -> freed.complete(null));
        assertThat(directory().rollups()).containsExactly(Map.entry(1, partition));
        assertThat(directory().claims().now().rollups().stream()).containsExactly(1);

        // The next tasks of this process have another partition.
        QueryableState next = register();
        next.publishRollups(Map.of(2, new RollupPartition(false)));
        assertThat(directory().claims().now().rollups().stream()).containsExactly(1, 2);
        awaitFree();
        assertThat(directory().rollups()).containsOnlyKeys(2);
        assertThat(directory().claims().now().rollups().stream()).containsExactly(2);
        next.withdraw();
    }

    @Test
    void captureTotalsStayReadableToo() throws Exception {
        Observer observer = new Observer("host", "eth0");
        QueryableState task = register();
        CaptureTotals totals = new CaptureTotals(observer);
        task.publish(observer, totals);
        task.answerForCaptures(ALL);
        task.keep(() -> freed.complete(null));
        assertThat(directory().captures()).containsExactly(totals);

        QueryableState next = register();
        CaptureTotals restored = new CaptureTotals(observer);
        next.publish(observer, restored);
        next.answerForCaptures(ALL);
        awaitFree();
        assertThat(directory().captures()).containsExactly(restored);
        next.withdraw();
    }
}
