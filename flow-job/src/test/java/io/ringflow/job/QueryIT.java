package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.FlowQuery.Selection;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Needs a mini cluster: queries run while packets arrive, checkpoints are taken, and the job fails
 * once and recovers. The number of packets before any time is known, so every answer can be
 * checked.
 */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
class QueryIT {

    private static final SteadyTraffic TRAFFIC = new SteadyTraffic(300_000, 4_000, 100_000);
    private static final double SPEED = 8;

    @TempDir Path directory;

    private JobClient job;
    private LocalFlowState state;
    private final FailOnDemand failing = new FailOnDemand();

    @BeforeEach
    void startJob() throws Exception {
        Path capture = directory.resolve("steady.pcap");
        TRAFFIC.write(capture, 5);
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        failing.failAfterCheckpoints(10);
        DataStream<Flow> flows =
                FlowJob.builder()
                        .capture(
                                new FileCapture(
                                        List.of(capture.toString()),
                                        "",
                                        SPEED,
                                        true,
                                        DecodeSettings.DEFAULT))
                        .flows(
                                FlowSettings.defaults(1_000_000)
                                        .withRetention(FlowSettings.RETAIN_ALL))
                        .export(
                                FileTarget.export(
                                        directory.resolve("x").toString(),
                                        FlowWriter.Format.NDJSON,
                                        true))
                        .queryable(true)
                        .build()
                        .flowsIn(env);
        flows.map(failing).sinkTo(new DiscardingSink<>());
        job = env.executeAsync();
        state = new LocalFlowState(job.getJobID());
    }

    @AfterEach
    void cancelJob() throws Exception {
        job.cancel().get();
    }

    /** Returns true if the whole capture has been folded. */
    private boolean atEnd() {
        return total() == TRAFFIC.packets();
    }

    private long total() {
        try {
            return state.statistics().packets();
        } catch (StateException e) {
            assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
            return -1;
        }
    }

    /**
     * Checks the number of packets in an answer against its watermark. Returns true if the answer
     * was for one moment within the capture.
     */
    private static boolean check(long packets, Coverage coverage) {
        if (!coverage.complete()) {
            assertThat(coverage.missing()).isNotEmpty();
            return false;
        }
        boolean ending = coverage.newestNanos() >= TRAFFIC.endNanos();
        assertThat(packets)
                .as(coverage.toString())
                .isBetween(
                        TRAFFIC.before(coverage.watermarkNanos()),
                        ending ? TRAFFIC.packets() : TRAFFIC.before(coverage.newestNanos()));
        return coverage.oneMoment() && packets > 0 && !ending;
    }

    private boolean checkScan() {
        long[] packets = new long[1];
        Coverage coverage =
                state.scan(
                        FlowFilter.ALL,
                        Selection.ALL,
                        flow -> {
                            packets[0] += flow.packets();
                            return true;
                        });
        return check(packets[0], coverage);
    }

    private boolean checkPage() {
        FlowPage page =
                state.flows(
                        new FlowQuery(
                                FlowFilter.parse("packets > 0"),
                                Selection.ALL,
                                FlowField.BYTES,
                                true,
                                FlowQuery.MAX_LIMIT,
                                ""));
        return check(page.flows().stream().mapToLong(Flow::packets).sum(), page.coverage());
    }

    private boolean checkTop() {
        TopAnswer top =
                state.top(
                        new TopQuery(
                                List.of(new FilterField.Single(FlowField.SRC_ADDR)),
                                Metric.PACKETS,
                                FlowFilter.ALL,
                                Optional.empty(),
                                5));
        long shown = top.top().stream().mapToLong(TopAnswer.Entry::packets).sum();
        return check(shown + top.other().packets(), top.coverage());
    }

    private boolean checkStatistics() {
        FlowStatistics statistics = state.statistics();
        return check(statistics.packets(), statistics.coverage());
    }

    /** Queries until the capture has ended; counts the answers for one moment within it. */
    private Callable<Integer> storm(Callable<Boolean> query) {
        return () -> {
            int checked = 0;
            while (!atEnd()) {
                try {
                    checked += query.call() ? 1 : 0;
                } catch (StateException e) {
                    assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
                }
            }
            return checked;
        };
    }

    @Test
    void answersMatchTheirWatermarkUnderLoadAndAfterAFailure() throws Exception {
        try (ExecutorService clients = Executors.newCachedThreadPool()) {
            List<Future<Integer>> storms = new ArrayList<>();
            storms.add(clients.submit(storm(this::checkScan)));
            storms.add(clients.submit(storm(this::checkPage)));
            storms.add(clients.submit(storm(this::checkTop)));
            storms.add(clients.submit(storm(this::checkStatistics)));
            for (Future<Integer> storm : storms) {
                assertThat(storm.get()).isPositive();
            }
        }
        assertThat(failing.failures()).isEqualTo(1);
        assertThat(checkScan()).isFalse();
        assertThat(state.statistics().packets()).isEqualTo(TRAFFIC.packets());
    }

    @Test
    void pagesNeverRepeatAFlowOrMissOneThatLivesThroughout() throws Exception {
        int complete = 0;
        while (!atEnd()) {
            try {
                complete += readAllPages() ? 1 : 0;
            } catch (StateException e) {
                assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
            }
        }
        assertThat(complete).as("lists to which every shard contributed").isPositive();
    }

    /** Returns true if the list, and the scans before and after it, had all flows. */
    private boolean readAllPages() {
        Optional<List<FlowId>> before = ids();
        List<FlowId> read = new ArrayList<>();
        String cursor = "";
        boolean complete = true;
        do {
            FlowPage page =
                    state.flows(
                            new FlowQuery(
                                    FlowFilter.ALL,
                                    Selection.ALL,
                                    FlowField.PACKETS,
                                    true,
                                    150,
                                    cursor));
            page.flows().forEach(flow -> read.add(flow.id()));
            cursor = page.cursor();
            complete &= page.coverage().complete();
        } while (!cursor.isEmpty());
        Optional<List<FlowId>> after = ids();
        assertThat(read).doesNotHaveDuplicates();
        if (!complete || before.isEmpty() || after.isEmpty()) {
            return false;
        }
        Set<FlowId> throughout = new HashSet<>(before.get());
        throughout.retainAll(new HashSet<>(after.get()));
        Set<FlowId> missed = new HashSet<>(throughout);
        missed.removeAll(new HashSet<>(read));
        assertThat(missed).isEmpty();
        return !throughout.isEmpty();
    }

    /** The ids of all flows; empty if a shard is missing. */
    private Optional<List<FlowId>> ids() {
        List<FlowId> ids = new ArrayList<>();
        Coverage coverage =
                state.scan(
                        FlowFilter.ALL,
                        Selection.ALL,
                        flow -> {
                            ids.add(flow.id());
                            return true;
                        });
        assertThat(ids).doesNotHaveDuplicates();
        return coverage.complete() ? Optional.of(ids) : Optional.empty();
    }

    @Test
    void subscriberSeesEveryFlowAsTheStateDoes() throws Exception {
        Subscription subscription = subscribe();
        Map<FlowId, Long> followed = new HashMap<>();
        long missed = 0;
        // The totals are asked for only when no change waits: a bucket has a batch for each shard.
        Optional<ChangedFlows> next = Optional.empty();
        while (next.isPresent() || !atEnd() || !isComplete(followed, missed)) {
            next = subscription.poll(Duration.ofMillis(200));
            if (next.isPresent()) {
                missed += next.get().missed();
                for (Flow flow : next.get().flows()) {
                    assertThat(flow.event()).isNotEqualTo(FlowEvent.NONE);
                    followed.put(flow.id(), flow.packets());
                }
            }
        }
        subscription.close();
        assertThat(failing.failures()).isEqualTo(1);
        assertThat(missed).as("flows missed because of the failure").isPositive();
    }

    /** Returns true if the followed flows contain the whole capture. */
    private static boolean isComplete(Map<FlowId, Long> followed, long missed) {
        return missed > 0
                && followed.values().stream().mapToLong(packets -> packets).sum()
                        == TRAFFIC.packets();
    }

    private Subscription subscribe() {
        while (true) {
            try {
                return state.subscribe(FlowFilter.ALL);
            } catch (StateException e) {
                assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
                Thread.onSpinWait();
            }
        }
    }
}
