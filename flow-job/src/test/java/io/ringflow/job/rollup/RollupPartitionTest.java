package io.ringflow.job.rollup;

import static io.ringflow.job.rollup.RollupFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.query.Resolution;
import org.junit.jupiter.api.Test;

class RollupPartitionTest {

    private static final RollupColumns EMPTY = RollupFixture.all(new RollupTable());

    private static RollupWindow second(long number) {
        return new RollupWindow(Resolution.SECOND, 0, number * SECOND, EMPTY);
    }

    private static int count(RollupPartition partition) {
        return partition.windows(Resolution.SECOND, 0, Long.MAX_VALUE).size();
    }

    @Test
    void removesSecondsAfterFifteenMinutesOfEventTime() {
        RollupPartition partition = new RollupPartition(false);
        for (int i = 0; i < 1000; i++) {
            partition.add(second(i));
        }
        assertThat(partition.forget(Resolution.SECOND)).isEmpty();
        partition.complete(1000 * SECOND);
        assertThat(partition.forget(Resolution.SECOND)).hasSize(100).endsWith(99 * SECOND);
        assertThat(partition.forgottenNanos(Resolution.SECOND)).isEqualTo(100 * SECOND);
        assertThat(count(partition)).isEqualTo(900);
        // After a day of silence.
        partition.complete(90_000 * SECOND);
        assertThat(partition.forget(Resolution.SECOND)).hasSize(900);
        assertThat(partition.forget(Resolution.MINUTE)).isEmpty();
    }

    @Test
    void removesOnlySurplusWindowsOfAReplay() {
        RollupPartition partition = new RollupPartition(true);
        for (int i = 0; i < 901; i++) {
            partition.add(second(i * 10_000L));
        }
        partition.complete(Long.MAX_VALUE);
        assertThat(partition.forget(Resolution.SECOND)).containsExactly(0L);
        assertThat(count(partition)).isEqualTo(900);
        assertThat(partition.completeNanos()).isEqualTo(9_000_001 * SECOND);
        assertThat(partition.ended()).isTrue();
    }

    @Test
    void restoredPartitionIsCompleteUpToItsNewestSecond() {
        RollupPartition partition = new RollupPartition(false);
        partition.restore(second(7));
        partition.restore(second(5));
        partition.restore(new RollupWindow(Resolution.MINUTE, 0, 0, EMPTY));
        assertThat(partition.completeNanos()).isEqualTo(8 * SECOND);
        assertThat(partition.oldestNanos(Resolution.SECOND)).isEqualTo(5 * SECOND);
        partition.complete(Long.MIN_VALUE);
        assertThat(partition.completeNanos()).isEqualTo(8 * SECOND);
    }
}
