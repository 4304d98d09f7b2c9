package io.ringflow.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.flink.EmbeddedCluster.CheckpointReport;
import io.ringflow.cli.state.StateStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateKeeperTest {

    @TempDir Path directory;

    private final CountDownLatch looks = new CountDownLatch(3);

    private CheckpointReport failingOnce() {
        looks.countDown();
        if (looks.getCount() == 2) {
            throw new IllegalStateException("unexpected");
        }
        return new CheckpointReport(
                true, Optional.empty(), Optional.of("the disk is full"), Optional.empty());
    }

    @Test
    void goesOnLookingAtCheckpointsAfterAnUnexpectedFailure() throws Exception {
        try (StateStore store = StateStore.open(directory.resolve("state"));
                StateKeeper keeper = new StateKeeper(store, false)) {
            keeper.follow(this::failingOnce, null, new CompletableFuture<>());
            assertThat(looks.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(keeper.problem().orElseThrow()).contains("the disk is full");
        }
    }
}
