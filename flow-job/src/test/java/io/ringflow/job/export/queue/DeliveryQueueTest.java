package io.ringflow.job.export.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.Export.WhenFull;
import io.ringflow.job.export.ExportException;
import io.ringflow.job.export.ExportTarget.Batching;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryQueueTest {

    private static final byte[] TEN = new byte[10];
    private static final long TWO_CHUNKS = 2 * (10 + WaitingChunks.OVERHEAD);
    private static final Batching AFTER_CHECKPOINT = new Batching(0, Duration.ZERO, true);

    private static DeliveryQueue queue(WhenFull whenFull, Batching batching) {
        return new DeliveryQueue("q", new Export.Queue(TWO_CHUNKS, whenFull), batching, true);
    }

    private static List<Long> numbers(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::number).toList();
    }

    @Test
    void dropsAndCountsOldestChunksWhenFull() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        for (int i = 1; i <= 5; i++) {
            queue.add(i, TEN);
        }
        assertThat(queue.counts().dropped()).isEqualTo(1 + 2 + 3);
        assertThat(queue.queuedRecords()).isEqualTo(4 + 5);
        assertThat(queue.queuedBytes()).isEqualTo(TWO_CHUNKS);
        assertThat(numbers(queue.next(0))).containsExactly(3L, 4L);
    }

    @Test
    void neverDropsTheBatchThatIsBeingDelivered() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(1, TEN);
        assertThat(numbers(queue.next(0))).containsExactly(0L);
        queue.add(1, TEN);
        queue.add(1, TEN);
        assertThat(numbers(queue.next(0))).containsExactly(0L);
        queue.delivered(TEN, 0);
        assertThat(numbers(queue.next(0))).containsExactly(2L);
        assertThat(queue.counts()).isEqualTo(new ExportCounts(1, 1, 0));
    }

    @Test
    void dropsTheNewestChunkIfABatchTakesTheWholeQueue() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(1, TEN);
        queue.add(1, TEN);
        assertThat(numbers(queue.next(0))).containsExactly(0L, 1L);
        queue.add(4, TEN);
        assertThat(queue.queuedBytes()).isEqualTo(TWO_CHUNKS);
        assertThat(queue.counts().dropped()).isEqualTo(4);
        queue.delivered(TEN, 0);
        queue.add(1, TEN);
        assertThat(numbers(queue.next(0))).containsExactly(3L);
    }

    @Test
    void waitsWhenFullUntilABatchIsDelivered() throws Exception {
        DeliveryQueue queue = queue(WhenFull.WAIT, Batching.AT_ONCE);
        queue.add(1, TEN);
        queue.add(1, TEN);
        Thread third =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        queue.add(1, TEN);
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        while (third.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(numbers(queue.next(0))).containsExactly(0L, 1L);
        queue.delivered(TEN, 0);
        third.join();
        assertThat(numbers(queue.next(0))).containsExactly(2L);
        assertThat(queue.counts().dropped()).isZero();
    }

    @Test
    void failsThoseWhoWaitIfTheDeliveryHasFailed() throws Exception {
        DeliveryQueue queue = queue(WhenFull.WAIT, Batching.AT_ONCE);
        queue.add(1, TEN);
        queue.fail(new ExportException("gone"));
        assertThatThrownBy(() -> queue.add(1, TEN)).hasMessage("gone");
        assertThatThrownBy(() -> queue.awaitFlushed(Long.MAX_VALUE)).hasMessage("gone");
    }

    @Test
    void snapshotHasWhatIsBeingDelivered() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(1, TEN);
        assertThat(queue.next(0)).hasSize(1);
        queue.add(1, TEN);
        assertThat(numbers(queue.snapshot(1).chunks())).containsExactly(0L, 1L);
        queue.delivered(new byte[] {7}, 0);
        assertThat(numbers(queue.snapshot(2).chunks())).containsExactly(1L);
        assertThat(queue.snapshot(3).position()).containsExactly(7);
    }

    @Test
    void holdsBackWhatNoCompletedCheckpointHas() throws Exception {
        DeliveryQueue queue = queue(WhenFull.WAIT, AFTER_CHECKPOINT);
        queue.add(1, TEN);
        queue.add(1, TEN);
        assertThat(queue.next(0)).isEmpty();
        assertThat(queue.snapshot(1).chunks()).hasSize(2);
        // The barrier of the checkpoint that would empty it comes behind this chunk.
        queue.add(1, TEN);
        queue.completed(1);
        assertThat(queue.takeCovered()).isEmpty();
        assertThat(numbers(queue.next(0))).containsExactly(0L, 1L);
        queue.delivered(TEN, 0);
        assertThat(queue.next(0)).isEmpty();
    }

    @Test
    void skipsWhatTheTargetHasAlready() throws Exception {
        DeliveryQueue first = queue(WhenFull.DROP, AFTER_CHECKPOINT);
        first.add(1, TEN);
        first.add(2, TEN);
        DeliveryQueue restored =
                new DeliveryQueue(
                        first.snapshot(1),
                        new Export.Queue(TWO_CHUNKS, WhenFull.DROP),
                        AFTER_CHECKPOINT,
                        true);
        restored.skip(0);
        assertThat(numbers(restored.next(0))).containsExactly(1L);
        restored.skip(1);
        assertThat(restored.next(0)).isEmpty();
        assertThat(restored.counts().delivered()).isEqualTo(3);
        assertThat(restored.queuedBytes()).isZero();
    }

    @Test
    void gathersABatchOfTheSizeThatTheTargetWants() throws Exception {
        Batching twenty = new Batching(120, Duration.ofHours(1), false);
        DeliveryQueue queue =
                new DeliveryQueue("q", new Export.Queue(1 << 20, WhenFull.DROP), twenty, true);
        queue.add(1, TEN);
        assertThat(queue.next(0)).isEmpty();
        queue.add(1, TEN);
        assertThat(queue.next(0)).hasSize(2);
        queue.delivered(TEN, 0);
        queue.add(1, TEN);
        queue.flush();
        assertThat(queue.next(0)).hasSize(1);
    }

    @Test
    void countsWhatTheTargetRefusesAsDropped() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(5, TEN);
        assertThat(queue.next(0)).hasSize(1);
        queue.delivered(TEN, 2);
        assertThat(queue.counts()).isEqualTo(new ExportCounts(3, 2, 0));
    }

    @Test
    void startsABatchAnewAfterChunksWereDropped() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(1, TEN);
        assertThat(queue.next(0)).hasSize(1);
        queue.add(1, TEN);
        queue.add(1, TEN);
        QueueState withGap = queue.snapshot(1);
        assertThat(numbers(withGap.chunks())).containsExactly(0L, 2L);
        DeliveryQueue restored =
                new DeliveryQueue(
                        withGap, new Export.Queue(1 << 20, WhenFull.DROP), Batching.AT_ONCE, true);
        assertThat(numbers(restored.next(0))).containsExactly(0L);
    }

    @Test
    void isFlushedInTimeOrNotAtAll() throws Exception {
        DeliveryQueue queue = queue(WhenFull.DROP, Batching.AT_ONCE);
        queue.add(1, TEN);
        queue.flush();
        queue.awaitFlushed(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(queue.isFinished()).isFalse();
        assertThat(queue.snapshot(1).chunks()).hasSize(1);
    }

    @Test
    void deliversNewChunksIfTargetHasLaterOnesThanTheCheckpoint() throws Exception {
        QueueState old =
                new QueueState("q", 2, TEN, ExportCounts.ZERO, List.of(new Chunk(1, 1, TEN)));
        DeliveryQueue queue =
                new DeliveryQueue(
                        old, new Export.Queue(TWO_CHUNKS, WhenFull.DROP), Batching.AT_ONCE, true);
        queue.add(5, TEN);

        queue.skip(7);

        assertThat(queue.next(0)).extracting(Chunk::records).containsExactly(5);
    }
}
