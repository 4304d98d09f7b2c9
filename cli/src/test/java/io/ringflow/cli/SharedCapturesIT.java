package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Needs the captures beside the project and Python. Runs one mini cluster per file, several at the
 * same time, because a cluster mostly waits while it starts and stops.
 */
@Execution(ExecutionMode.SAME_THREAD)
class SharedCapturesIT {

    private static final int PARALLEL = 4;

    @TempDir Path directory;

    /** Processes every capture in a set; fails with the first failure. */
    private <T> List<T> forEachCapture(String set, Work<T> work) throws Exception {
        try (ExecutorService workers = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<T>> results = new ArrayList<>();
            for (Path capture : SharedCaptures.in(set)) {
                Path flows = directory.resolve(results.size() + ".ndjson");
                Callable<T> task = () -> work.on(capture, flows);
                results.add(workers.submit(task));
            }
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get());
            }
            return all;
        }
    }

    private interface Work<T> {
        T on(Path capture, Path flows) throws Exception;
    }

    private static CommandRun replay(Path capture, Path flows, String... settings) {
        List<String> command =
                new ArrayList<>(List.of("replay", capture.toString(), "-o", flows.toString()));
        command.addAll(List.of(settings));
        return CommandRun.of(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"inner, true", "outer, false"})
    void replayFindsTheSameFlowsAsTshark(String view, boolean decapsulate) throws Exception {
        String setting = "-Dflow.decapsulate=" + decapsulate;
        List<String> compared =
                forEachCapture(
                        "dev",
                        (capture, flows) -> {
                            CommandRun run = replay(capture, flows, setting);
                            assertThat(run.status()).as(capture + ": " + run.err()).isZero();
                            return SharedCaptures.compare(
                                    view, flows, SharedCaptures.truth(capture));
                        });
        assertThat(compared).isNotEmpty().allMatch(line -> line.contains(" 0 differ"));
    }

    @Test
    @Timeout(600)
    void replayOfMalformedCaptureWritesFlowsOrReportsWhy() throws Exception {
        List<CommandRun> runs =
                forEachCapture(
                        "malformed",
                        (capture, flows) -> {
                            CommandRun run =
                                    replay(
                                            capture,
                                            flows,
                                            "-Dflow.labels=true",
                                            "-Dflink.parallelism.default=1");
                            assertThat(run.status()).as(capture + ": " + run.err()).isIn(0, 2);
                            assertThat(run.err())
                                    .as(capture.toString())
                                    .doesNotContain("\tat ", "Exception");
                            return run;
                        });
        assertThat(runs).isNotEmpty();
    }
}
