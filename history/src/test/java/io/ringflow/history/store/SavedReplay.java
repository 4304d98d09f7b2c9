package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import io.ringflow.job.RandomTraffic;
import io.ringflow.job.export.Export;
import io.ringflow.job.query.LocalFlowState;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Waiting;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A replay with a history, which is saved while flows, a window of an hour, and chunks of the
 * history are open. A savepoint names the capture file and the history, so both have the same names
 * wherever the test runs, below the module's {@code target}.
 */
@SuppressWarnings("try") // close waits for the job
final class SavedReplay implements AutoCloseable {

    static final Path SCRATCH = Path.of("target/restored-state");
    static final Path HISTORY = SCRATCH.resolve("history");

    private static final Path CAPTURE = SCRATCH.resolve("traffic.pcap");
    private static final int PACKETS = 3_000;
    private static final int HOSTS = 5;
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    /** Seconds of the capture per second, so that it can be saved before its end. */
    private static final double SLOWLY = 40;

    /**
     * Not as fast as possible, because files are then read in larger groups: a replay goes on with
     * the same counters only in groups of the same size.
     */
    private static final double FAST = 1e6;

    private final JobClient job;
    private final LocalFlowState state;
    private boolean ended;

    private SavedReplay(JobClient job) {
        this.job = job;
        this.state = new LocalFlowState(job.getJobID());
    }

    /**
     * What users see of a replay at its end.
     *
     * @param flows all flows, by id
     * @param hours the sums of the hour by metric, dimension and key
     * @param totals packets, bytes, flows, and flows ended by reason
     * @param capture packets, bytes, undecoded frames and anomalies of the capture
     * @param exported the flows in the history
     */
    record Seen(
            List<Flow> flows,
            Map<String, List<Long>> hours,
            List<Object> totals,
            List<Object> capture,
            List<String> exported) {}

    /** Writes the capture; its first packets have another DSCP if they must not count. */
    private static void writeCapture(boolean otherStart) throws IOException {
        Files.createDirectories(SCRATCH);
        new RandomTraffic(31).write(CAPTURE, PACKETS, HOSTS);
        if (otherStart) {
            byte[] bytes = Files.readAllBytes(CAPTURE);
            for (int packet = 0; packet < 50; packet++) {
                bytes[24 + packet * (16 + 54) + 16 + 14 + 1] = (byte) 0xb8;
            }
            Files.write(CAPTURE, bytes);
        }
    }

    /** Runs the replay to its end without an interruption. */
    static Seen uninterrupted() throws Exception {
        writeCapture(false);
        Path history = SCRATCH.resolve("uninterrupted");
        try (SavedReplay replay = start(history, FAST, 2, "")) {
            return replay.finish(history);
        }
    }

    /** Runs the replay up to its middle; returns its savepoint. */
    static Path save() throws Exception {
        writeCapture(false);
        Files.writeString(HISTORY, "Not a directory, so that the history's chunks wait");
        try (SavedReplay replay = start(HISTORY, SLOWLY, 2, "")) {
            Waiting.until("half of the packets", () -> replay.packets() >= PACKETS / 2);
            Waiting.until("a chunk that waits", replay::waits);
            return replay.stop(false);
        } finally {
            Files.delete(HISTORY);
        }
    }

    /** Stops the job with a savepoint, and returns that. */
    private Path stop(boolean drain) throws Exception {
        String directory = SCRATCH.resolve("savepoints").toAbsolutePath().toUri().toString();
        String savepoint =
                job.stopWithSavepoint(drain, directory, SavepointFormatType.NATIVE).get();
        join();
        return Path.of(URI.create(savepoint));
    }

    private boolean waits() {
        ExportStatus status = state.health().exports().getFirst();
        return status.queuedRecords() > 0 && status.retries() > 0;
    }

    /**
     * Goes on from a savepoint. The packets before it differ now, so that a job that reads them
     * again instead of going on gives other flows.
     */
    static SavedReplay restored(Path savepoint, int parallelism) throws Exception {
        writeCapture(true);
        return start(HISTORY, FAST, parallelism, savepoint.toAbsolutePath().toUri().toString());
    }

    private static SavedReplay start(Path history, double speed, int parallelism, String from)
            throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("restart-strategy.type", "none");
        if (!from.isEmpty()) {
            settings.put("execution.state-recovery.path", from);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        parallelism, Configuration.fromMap(settings));
        Export export =
                new HistoryTarget(history.toString(), Duration.ofDays(36_500), Long.MAX_VALUE)
                        .export();
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(CAPTURE.toString()),
                                "",
                                speed,
                                true,
                                DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(100_000).withRetention(FlowSettings.RETAIN_ALL))
                .export(export)
                .queryable(true)
                .build()
                .addTo(env);
        return new SavedReplay(env.executeAsync());
    }

    /** The result of the job, which fails if the job does. */
    void join() throws Exception {
        ended = true;
        var unused = job.getJobExecutionResult().get();
    }

    /** Waits until all packets are counted, then drains the job. */
    Seen finish(Path history) throws Exception {
        Waiting.until("all packets", () -> packets() == PACKETS);
        Waiting.until(
                "the hour",
                () ->
                        series(Metric.PACKETS, Dimension.TOTAL)
                                .containsValue(List.of((long) PACKETS)));
        Map<String, List<Long>> hours = new TreeMap<>();
        for (Metric metric : List.of(Metric.PACKETS, Metric.BYTES, Metric.FLOWS)) {
            for (Dimension by :
                    List.of(Dimension.TOTAL, Dimension.ADDR, Dimension.DST_PORT, Dimension.HOST)) {
                series(metric, by).forEach((key, sum) -> hours.put(metric + " " + by + key, sum));
            }
        }
        InterfaceStatus capture = state.interfaces().ofAll().getFirst();
        List<Object> captured =
                List.of(
                        capture.observer(),
                        capture.packets(),
                        capture.bytes(),
                        capture.undecoded(),
                        capture.anomalies());
        var statistics = state.statistics();
        List<Object> totals =
                List.of(
                        statistics.packets(),
                        statistics.bytes(),
                        statistics.flows(),
                        statistics.endedFlows());
        List<Flow> flows = flows();
        var unused = stop(true);
        return new Seen(flows, hours, totals, captured, exported(history));
    }

    private List<Flow> flows() {
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

    /** The flows of a history that have ended, in an order of their own. */
    private static List<String> exported(Path history) throws Exception {
        List<String> exported = new ArrayList<>();
        for (Flow flow : ParquetFiles.flows(new HistoryFiles(history).all())) {
            if (flow.event() == FlowEvent.END || !flow.active()) {
                exported.add(flow.toString());
            }
        }
        exported.sort(Comparator.naturalOrder());
        return exported;
    }

    private long packets() {
        try {
            return state.statistics().packets();
        } catch (StateException e) {
            assertThat(e.reason()).isEqualTo(StateException.Reason.UNAVAILABLE);
            return -1;
        }
    }

    private Map<String, List<Long>> series(Metric metric, Dimension by) {
        Map<String, List<Long>> series = new TreeMap<>();
        state.series(
                        new SeriesQuery(
                                metric,
                                by,
                                List.of(),
                                SeriesQuery.MAX_SERIES,
                                new TimeRange(
                                        START_NANOS,
                                        START_NANOS + Duration.ofMinutes(20).toNanos()),
                                Resolution.HOUR))
                .series()
                .forEach(one -> series.put(" " + one.key(), one.points()));
        return series;
    }

    @Override
    public void close() throws Exception {
        if (!ended) {
            job.cancel().get();
        }
    }
}
