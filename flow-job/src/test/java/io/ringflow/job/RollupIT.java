package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Protocols;
import io.ringflow.model.Waiting;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs a mini cluster: compares the rollups of a replay that stays up with its flows. */
class RollupIT {

    private static final int PACKETS = 40_000;

    /** Few enough that every window keeps all of them. */
    private static final int HOSTS = 12;

    /** A few seconds before the first packet. */
    private static final long START_NANOS = 1_699_999_990_000_000_000L;

    @TempDir Path directory;

    private Path capture;
    private Path other;

    @BeforeEach
    void writeCaptures() throws Exception {
        capture = directory.resolve("one.pcap");
        other = directory.resolve("two.pcap");
        new RandomTraffic(11).write(capture, PACKETS, HOSTS);
        Files.copy(capture, other);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void windowsSumUpToTheFlows(int parallelism) throws Exception {
        try (Served served =
                Served.start(
                        environment(parallelism, ""), captures(0, capture), new FailOnDemand())) {
            served.awaitPackets();
            List<Flow> flows = served.flows();
            assertThat(flows.stream().mapToLong(Flow::packets).sum()).isEqualTo(PACKETS);
            served.awaitSums(flows);
            FlowStatistics statistics = served.state.statistics();
            assertThat(statistics.packets()).isEqualTo(PACKETS);
            assertThat(statistics.packetBytes().count()).isPositive();
            assertThat(statistics.packetBytes().max()).isBetween(40.0, 1440.0);
            assertThat(statistics.flowBytes().count()).isPositive();
            assertThat(statistics.flowDurationMs().p50()).isNotNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void countsTrafficOfTwoObserversOnceExceptByObserver(int parallelism) throws Exception {
        try (Served served =
                Served.start(
                        environment(parallelism, ""),
                        captures(0, capture, other),
                        new FailOnDemand())) {
            served.awaitPackets();
            List<Flow> flows = served.flows();
            assertThat(flows).allMatch(flow -> flow.observers().size() == 2);
            // Late packets of one observer may join the flow after the one of the other observer.
            long packets = flows.stream().mapToLong(Flow::packets).sum();
            assertThat(packets).isBetween((long) PACKETS, PACKETS + PACKETS / 1000L);
            served.awaitSums(flows);
            assertThat(served.state.statistics().packets()).isEqualTo(packets);
        }
    }

    @Test
    void windowsSurviveAFailure() throws Exception {
        FailOnDemand failing = new FailOnDemand();
        failing.failAfterCheckpoints(3);
        try (Served served =
                Served.start(environment(2, "50ms"), captures(200, capture), failing)) {
            served.awaitPackets();
            assertThat(failing.failures()).isEqualTo(1);
            served.awaitSums(served.flows());
        }
    }

    private FileCapture captures(double speed, Path... files) {
        return new FileCapture(
                Stream.of(files).map(Path::toString).toList(),
                "",
                speed,
                true,
                DecodeSettings.DEFAULT);
    }

    private static StreamExecutionEnvironment environment(int parallelism, String checkpoints) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        if (!checkpoints.isEmpty()) {
            configuration.setString(CheckpointingOptions.CHECKPOINTING_INTERVAL.key(), checkpoints);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                    Duration.ofMillis(10));
        }
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    }

    /** A job that stays up, and its state. */
    private record Served(JobClient job, LocalFlowState state) implements AutoCloseable {

        static Served start(
                StreamExecutionEnvironment env, FileCapture capture, FailOnDemand failing)
                throws Exception {
            FlowSettings settings =
                    FlowSettings.defaults(1_000_000).withRetention(FlowSettings.RETAIN_ALL);
            DataStream<Flow> flows =
                    FlowJob.builder()
                            .capture(capture)
                            .flows(settings)
                            .queryable(true)
                            .build()
                            .flowsIn(env);
            flows.map(failing).sinkTo(new DiscardingSink<>());
            JobClient job = env.executeAsync();
            return new Served(job, new LocalFlowState(job.getJobID()));
        }

        List<Flow> flows() {
            return state.flows(
                            new FlowQuery(
                                    FlowFilter.ALL,
                                    FlowQuery.Selection.ALL,
                                    FlowField.ID,
                                    false,
                                    FlowQuery.MAX_LIMIT,
                                    ""))
                    .flows();
        }

        /** Waits until all packets are in closed windows. */
        void awaitPackets() throws Exception {
            await(
                    true,
                    () -> {
                        long packets = flows().stream().mapToLong(Flow::packets).sum();
                        Map<String, Long> closed =
                                sums(Dimension.TOTAL, Metric.PACKETS, Resolution.HOUR);
                        return packets >= PACKETS && closed.equals(Map.of("", packets));
                    });
        }

        void awaitSums(List<Flow> flows) throws Exception {
            for (Resolution resolution : Resolution.values()) {
                for (Metric metric : List.of(Metric.PACKETS, Metric.BYTES, Metric.FLOWS)) {
                    awaitSums(flows, resolution, metric);
                }
            }
        }

        private void awaitSums(List<Flow> flows, Resolution resolution, Metric metric)
                throws Exception {
            long all = flows.stream().mapToLong(flow -> value(flow, metric)).sum();
            awaitSums(Dimension.TOTAL, flows, resolution, metric, flow -> Stream.of(""));
            awaitSums(
                    Dimension.PROTOCOL,
                    flows,
                    resolution,
                    metric,
                    flow -> Stream.of(Protocols.name(flow.protocol())));
            awaitSums(
                    Dimension.ADDR,
                    flows,
                    resolution,
                    metric,
                    flow -> Stream.of(flow.srcAddr().toString(), flow.dstAddr().toString()));
            awaitSums(
                    Dimension.PORT,
                    flows,
                    resolution,
                    metric,
                    flow -> Stream.of(flow.srcPort() + "", flow.dstPort() + "").distinct());
            Map<String, Long> seenBy = new TreeMap<>();
            for (Flow flow : flows) {
                for (ObserverCount count : flow.observers()) {
                    Observer observer = count.observer();
                    seenBy.merge(
                            observer.host() + '/' + observer.interfaceName(),
                            switch (metric) {
                                case PACKETS -> count.packets();
                                case BYTES -> count.bytes();
                                default -> 1L;
                            },
                            Long::sum);
                }
            }
            await(seenBy, () -> sums(Dimension.INTERFACE, metric, resolution));
            long seen = seenBy.values().stream().mapToLong(Long::longValue).sum();
            await(Map.of("replay", seen), () -> sums(Dimension.HOST, metric, resolution));
            // The initiator of a flow may be known late, but every flow has one.
            for (Dimension dimension :
                    List.of(Dimension.SRC_ADDR, Dimension.DST_ADDR, Dimension.DST_PORT)) {
                await(
                        all,
                        () ->
                                sums(dimension, metric, resolution).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum());
            }
        }

        private void awaitSums(
                Dimension dimension,
                List<Flow> flows,
                Resolution resolution,
                Metric metric,
                Function<Flow, Stream<String>> keys)
                throws Exception {
            Map<String, Long> expected = new TreeMap<>();
            for (Flow flow : flows) {
                keys.apply(flow)
                        .forEach(key -> expected.merge(key, value(flow, metric), Long::sum));
            }
            await(expected, () -> sums(dimension, metric, resolution));
        }

        private static long value(Flow flow, Metric metric) {
            return switch (metric) {
                case PACKETS -> flow.packets();
                case BYTES -> flow.bytes();
                default -> 1L;
            };
        }

        /** Returns each key's sum over all points. */
        private Map<String, Long> sums(Dimension dimension, Metric metric, Resolution resolution) {
            Map<String, Long> sums = new TreeMap<>();
            try {
                SeriesAnswer answer =
                        state.series(
                                new SeriesQuery(
                                        metric,
                                        dimension,
                                        List.of(),
                                        SeriesQuery.MAX_SERIES,
                                        new TimeRange(
                                                START_NANOS,
                                                START_NANOS + Duration.ofMinutes(15).toNanos()),
                                        resolution));
                answer.series()
                        .forEach(
                                series ->
                                        sums.put(
                                                series.key(),
                                                series.points().stream()
                                                        .filter(Objects::nonNull)
                                                        .mapToLong(Long::longValue)
                                                        .sum()));
                assertThat(answer.other()).allMatch(point -> point == null || point == 0);
            } catch (StateException e) {
                assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
            }
            return sums;
        }

        /** Returns a value that becomes the expected one. */
        private interface Actual<T> {
            T get() throws Exception;
        }

        private static <T> void await(T expected, Actual<T> actual) throws Exception {
            Waiting.untilPassed(() -> assertThat(present(actual)).contains(expected));
        }

        /** Returns the value, or nothing while the job starts or recovers. */
        private static <T> Optional<T> present(Actual<T> actual) throws Exception {
            try {
                return Optional.of(actual.get());
            } catch (StateException e) {
                assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            job.cancel().join();
        }
    }
}
