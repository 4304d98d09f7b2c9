package io.ringflow.cli.run;

import io.ringflow.cli.flink.EmbeddedCluster;
import io.ringflow.cli.flink.EmbeddedCluster.CheckpointReport;
import io.ringflow.cli.state.StateStore;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.StateException;
import io.ringflow.model.thread.ServiceLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the checkpoints of a run on a thread of its own: describes each in the state's directory,
 * deletes what is older, and notes when the state can't be saved. A first failure of tasks that
 * restore state ends the run, because they would fail again.
 */
final class StateKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final Duration CLOSE_WAIT = Duration.ofMillis(500);

    private final StateStore store;
    private final boolean restores;
    private final CompletableFuture<Void> refused = new CompletableFuture<>();
    private volatile Optional<String> problem = Optional.empty();
    private volatile ServiceLoop loop;
    private Supplier<CheckpointReport> reports;
    private FlowState state;
    private Optional<Path> described = Optional.empty();
    private boolean ran;

    /**
     * Creates a keeper that does nothing yet.
     *
     * @param restores whether the job starts from a snapshot
     */
    StateKeeper(StateStore store, boolean restores) {
        this.store = store;
        this.restores = restores;
    }

    /** Starts to follow the checkpoints of a job, which has just been started. */
    void follow(
            Supplier<CheckpointReport> checkpoints, FlowState flows, CompletableFuture<?> result) {
        var unused =
                result.whenComplete(
                        (ended, thrown) -> {
                            if (restores && thrown != null) {
                                EmbeddedCluster.restoreFailure(thrown)
                                        .map(reason -> refusal(store, reason))
                                        .ifPresent(refused::completeExceptionally);
                            }
                        });
        reports = checkpoints;
        state = flows;
        loop = ServiceLoop.start("ringflow-state", this::follow);
    }

    /** Returns why the state can't be saved at the moment. */
    Optional<String> problem() {
        return problem;
    }

    /** Returns a future that fails if the state can't be restored. */
    CompletableFuture<Void> refused() {
        return refused;
    }

    private void follow() throws InterruptedException {
        Thread.sleep(INTERVAL_MILLIS);
        look(reports.get());
    }

    private void look(CheckpointReport report) {
        if (!ran && restores && report.failure().isPresent()) {
            refused.completeExceptionally(refusal(store, report.failure().get()));
        }
        ran |= report.running();
        if (report.completed().isPresent() && !report.completed().equals(described)) {
            try {
                store.completed(report.completed().get(), openFlows());
                described = report.completed();
                solved();
            } catch (IOException e) {
                // Flink may have replaced it meanwhile; the next one shows whether it can write.
                LOG.debug("A checkpoint could not be described", e);
            }
        } else if (report.failed().isPresent()) {
            failed(report.failed().get());
        }
    }

    private long openFlows() {
        try {
            return state.statistics().activeFlows();
        } catch (StateException e) {
            return -1;
        }
    }

    private void failed(String reason) {
        if (problem.isEmpty()) {
            LOG.warn(
                    "{}: the state can't be saved: {}; the capture goes on, but a restart would go"
                            + " back to the last checkpoint; {} MiB are free there",
                    store.root(),
                    reason,
                    freeMebibytes());
        }
        problem =
                Optional.of(
                        "the state can't be saved in "
                                + store.root()
                                + " ("
                                + freeMebibytes()
                                + " MiB free): "
                                + reason);
    }

    private long freeMebibytes() {
        try {
            return Files.getFileStore(store.root()).getUsableSpace() >> 20;
        } catch (IOException e) {
            return 0;
        }
    }

    private void solved() {
        if (problem.isPresent()) {
            problem = Optional.empty();
            LOG.info("{}: the state is saved again", store.root());
        }
    }

    /** Returns the failure for a state that Flink could not restore. */
    private static CommandFailure refusal(StateStore store, String reason) {
        return StateStore.refusal(store.root(), List.of(reason));
    }

    /** Stops following; called before the job's last savepoint. */
    void stop() {
        ServiceLoop running = loop;
        if (running != null) {
            running.close();
            running.awaitEnd(CLOSE_WAIT);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
