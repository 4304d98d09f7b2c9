package io.ringflow.job.export.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.Export;
import io.ringflow.job.export.Export.WhenFull;
import io.ringflow.job.export.ExportTarget.Batching;
import io.ringflow.job.export.TargetGoneException;
import io.ringflow.model.state.answer.ExportStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs the operator in Flink's test harness, with a target that fails or hangs. */
@Timeout(120)
@SuppressWarnings("try") // closing a harness may throw InterruptedException
@Execution(ExecutionMode.CONCURRENT)
class ExportWriterTest {

    private static final Batching AFTER_CHECKPOINT = new Batching(0, Duration.ZERO, true);

    @BeforeEach
    void reset() {
        FakeTarget.reset();
    }

    private static OneInputStreamOperatorTestHarness<EncodedRecords, Void> harness(
            Batching batching, Export.Queue queue, int parallelism, int subtask) throws Exception {
        Export export = Export.of("fake-1", new FakeTarget(batching)).withQueue(queue);
        return new OneInputStreamOperatorTestHarness<>(
                new ExportWriter(export, true, true), 128, parallelism, subtask);
    }

    private static OneInputStreamOperatorTestHarness<EncodedRecords, Void> harness(
            Batching batching) throws Exception {
        return harness(batching, Export.Queue.DEFAULT, 1, 0);
    }

    private static EncodedRecords records(String text) {
        return new EncodedRecords(1, text.getBytes(StandardCharsets.UTF_8));
    }

    static void await(Callable<Boolean> done) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static ExportStatus status(
            OneInputStreamOperatorTestHarness<EncodedRecords, Void> harness) {
        return ExportDirectory.of(harness.getOperator().getRuntimeContext().getJobInfo().getJobId())
                .getFirst();
    }

    @Test
    void goesOnWhileTheTargetIsAwayAndDeliversAllAfterwards() throws Exception {
        FakeTarget.FAILURE.set(new IOException("no one is there; start it"));
        try (var harness = harness(Batching.AT_ONCE)) {
            harness.open();
            for (int i = 0; i < 100; i++) {
                harness.processElement(records("r" + i), 0);
            }
            await(() -> status(harness).retries() > 0);
            assertThat(status(harness).problem())
                    .isEqualTo("no one is there; start it; trying again");
            FakeTarget.FAILURE.set(null);
            await(() -> FakeTarget.TAKEN.size() == 100);
            await(() -> status(harness).problem().isEmpty());
            assertThat(status(harness).delivered()).isEqualTo(100);
            assertThat(status(harness).dropped()).isZero();
            assertThat(FakeTarget.TAKEN).startsWith("r0", "r1").endsWith("r99");
        }
    }

    @Test
    void dropsAndSaysSoWhileTheTargetHangs() throws Exception {
        FakeTarget.HANG.set(new CountDownLatch(1));
        Export.Queue small = new Export.Queue(1_000, WhenFull.DROP);
        try (var harness = harness(Batching.AT_ONCE, small, 1, 0)) {
            harness.open();
            for (int i = 0; i < 100; i++) {
                harness.processElement(records("r" + i), 0);
            }
            ExportStatus hanging = status(harness);
            assertThat(hanging.dropped()).isPositive();
            assertThat(hanging.problem())
                    .endsWith(hanging.dropped() + " records were dropped")
                    .contains("slower than the flows");
            assertThat(hanging.queuedBytes()).isLessThanOrEqualTo(1_000);
            FakeTarget.HANG.get().countDown();
            await(() -> status(harness).queuedRecords() == 0);
            assertThat(FakeTarget.TAKEN).hasSize(100 - (int) hanging.dropped());
        }
    }

    @Test
    void endsTheExportButNotTheJobIfTheTargetIsGoneForGood() throws Exception {
        FakeTarget.FAILURE.set(new TargetGoneException("its reader has gone", new IOException()));
        try (var harness = harness(Batching.AT_ONCE)) {
            harness.setup();
            CompletableFuture<Void> end =
                    ExportDirectory.end(
                            harness.getOperator().getRuntimeContext().getJobInfo().getJobId());
            harness.open();
            end.get(60, TimeUnit.SECONDS);
            harness.processElement(records("a"), 0);
            harness.processElement(records("b"), 0);
            ExportStatus ended = status(harness);
            assertThat(ended.problem())
                    .isEqualTo("its reader has gone; the export has ended; 2 records were dropped");
            assertThat(ended.dropped()).isEqualTo(2);
            assertThat(ended.retries()).isZero();
            assertThat(ended.queuedRecords()).isZero();
            harness.getOneInputOperator().finish();
        }
    }

    @Test
    void allExportsOfAJobStopByTheSameTime() {
        JobID job = new JobID();
        long first = ExportDirectory.stopBy(job, TimeUnit.SECONDS.toNanos(3));
        assertThat(ExportDirectory.stopBy(job, TimeUnit.SECONDS.toNanos(3))).isEqualTo(first);
    }

    @Test
    void closesAlthoughTheTargetHangs() throws Exception {
        FakeTarget.HANG.set(new CountDownLatch(1));
        var harness = harness(Batching.AT_ONCE);
        harness.open();
        harness.processElement(records("a"), 0);
        harness.close();
        assertThat(FakeTarget.TAKEN).isEmpty();
    }

    @Test
    void deliversRestoredChunksAndNoneTwice() throws Exception {
        OperatorSubtaskState state;
        FakeTarget.FAILURE.set(new IOException("away"));
        try (var harness = harness(AFTER_CHECKPOINT)) {
            harness.open();
            harness.processElement(records("a"), 0);
            harness.processElement(records("b"), 0);
            state = harness.snapshot(1, 1);
        }
        FakeTarget.FAILURE.set(null);
        FakeTarget.known = 0;
        try (var harness = harness(AFTER_CHECKPOINT)) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(records("c"), 2);
            await(() -> FakeTarget.TAKEN.size() == 1);
            assertThat(FakeTarget.TAKEN).containsExactly("b");
            var unused = harness.snapshot(2, 2);
            harness.notifyOfCompletedCheckpoint(2);
            await(() -> FakeTarget.TAKEN.size() == 2);
            assertThat(FakeTarget.TAKEN).containsExactly("b", "c");
            assertThat(FakeTarget.CONNECTIONS.getFirst().restored()).isTrue();
        }
    }

    @Test
    void keepsWhatCouldNotBeDeliveredAtTheStopInTheSavepoint() throws Exception {
        FakeTarget.FAILURE.set(new IOException("away"));
        OperatorSubtaskState state;
        try (var harness = harness(Batching.AT_ONCE)) {
            harness.open();
            harness.processElement(records("a"), 0);
            harness.getOneInputOperator().finish();
            state = harness.snapshot(1, 1);
        }
        FakeTarget.FAILURE.set(null);
        try (var harness = harness(Batching.AT_ONCE)) {
            harness.initializeState(state);
            harness.open();
            await(() -> FakeTarget.TAKEN.equals(List.of("a")));
        }
    }

    @Test
    void deliversAllQueuesWhenRestoredWithFewerAndWithMoreTasks() throws Exception {
        FakeTarget.FAILURE.set(new IOException("away"));
        OperatorSubtaskState both;
        try (var first = harness(Batching.AT_ONCE, Export.Queue.DEFAULT, 2, 0);
                var second = harness(Batching.AT_ONCE, Export.Queue.DEFAULT, 2, 1)) {
            first.open();
            second.open();
            first.processElement(records("a"), 0);
            second.processElement(records("b"), 0);
            both =
                    AbstractStreamOperatorTestHarness.repackageState(
                            first.snapshot(1, 1), second.snapshot(1, 1));
        }
        FakeTarget.FAILURE.set(null);
        OperatorSubtaskState one;
        try (var only = harness(Batching.AT_ONCE)) {
            only.initializeState(both);
            only.open();
            await(() -> FakeTarget.TAKEN.size() == 2);
            assertThat(FakeTarget.TAKEN).containsExactlyInAnyOrder("a", "b");
            only.processElement(records("c"), 0);
            await(() -> FakeTarget.TAKEN.size() == 3);
            one = only.snapshot(2, 2);
        }
        for (int subtask = 0; subtask < 3; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            one, 128, 1, 3, subtask);
            try (var task = harness(Batching.AT_ONCE, Export.Queue.DEFAULT, 3, subtask)) {
                task.initializeState(part);
                task.open();
                int taken = FakeTarget.TAKEN.size();
                task.processElement(records("d" + subtask), 0);
                await(() -> FakeTarget.TAKEN.size() == taken + 1);
            }
        }
        assertThat(FakeTarget.TAKEN).containsExactlyInAnyOrder("a", "b", "c", "d0", "d1", "d2");
    }
}
