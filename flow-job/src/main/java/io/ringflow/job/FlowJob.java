package io.ringflow.job;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentBatchSerializer;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.source.CaptureSource;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.queue.EncodedRecords;
import io.ringflow.job.export.queue.EncodedRecordsSerializer;
import io.ringflow.job.export.queue.ExportEncoder;
import io.ringflow.job.export.queue.ExportWriter;
import io.ringflow.job.flink.FlinkRequirement;
import io.ringflow.job.operator.CaptureTracker;
import io.ringflow.job.operator.CaptureTrackerOperator;
import io.ringflow.job.operator.FlowTracker;
import io.ringflow.job.operator.FlowTrackerOperator;
import io.ringflow.job.operator.FragmentRouter;
import io.ringflow.job.operator.RollupGraph;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.RollupBatch;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.track.FlowSerializer;
import io.ringflow.model.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * The Flink job that turns captured packets into flows.
 *
 * <pre>
 *  capture → fragment-router ─┬─ keyBy(shard) → flow-tracker → export-encoder → export-writer
 *                              └─ keyBy(observer) → capture-tracker
 * </pre>
 *
 * If the job can be queried, both trackers also send sums to the windows of {@link RollupGraph}.
 *
 * <p>The captures have the parallelism of the environment. The other operators have at most a
 * parallelism of their own, so that a capture has few channels however many captures there are.
 *
 * <p>The following example writes the flows of a capture file as CSV:
 *
 * <pre>{@code
 * StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 * FlowJob.builder()
 *         .capture(FileCapture.of(List.of("office.pcap")))
 *         .flows(FlowSettings.builder().maxFlows(100_000).retention(Duration.ZERO).build())
 *         .export(FileTarget.export("flows.csv", FlowWriter.Format.CSV, false))
 *         .build()
 *         .addTo(env);
 * ReplaySummary summary = ReplaySummary.of(env.execute(FlowJob.NAME));
 * }</pre>
 *
 * A job is immutable and can be added to several environments.
 */
public final class FlowJob {

    /** The job's name in Flink. */
    public static final String NAME = "ringflow";

    /**
     * Number of shards of the flow state; also the job's max parallelism. Savepoints depend on it.
     */
    public static final int SHARDS = 1024;

    /**
     * Maximum number of tasks that count captures, and of those that window sums: one for each
     * partition of the sums.
     */
    public static final int ROLLUP_TASKS = RollupKeys.PARTITIONS;

    private final CaptureSettings capture;
    private final FlowSettings settings;
    private final List<Export> exports;
    private final boolean queryable;
    private final StateService service;
    private final int localTableRows;
    private final Map<String, String> shown;

    private FlowJob(Builder builder) {
        this.capture = Objects.requireNonNull(builder.capture, "capture");
        this.settings =
                capture instanceof LiveCapture live
                        ? builder.settings.within(live.buckets())
                        : builder.settings;
        this.exports = List.copyOf(builder.exports);
        this.queryable = builder.queryable;
        this.service = builder.service;
        this.localTableRows = builder.localTableRows;
        this.shown = Map.copyOf(builder.shown);
    }

    /** Returns a builder of a job without exports that can't be queried. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link FlowJob}. The capture is required. Not thread-safe. */
    public static final class Builder {

        private CaptureSettings capture;
        private FlowSettings settings = FlowSettings.builder().build();
        private final List<Export> exports = new ArrayList<>();
        private boolean queryable;
        private StateService service = StateService.NONE;
        private int localTableRows = FoldSettings.PART_ROWS;
        private Map<String, String> shown = Map.of();

        private Builder() {}

        /** Sets what is captured: interfaces or files. */
        public Builder capture(CaptureSettings settings) {
            capture = settings;
            return this;
        }

        /** Sets how packets become flows. */
        public Builder flows(FlowSettings flowSettings) {
            settings = flowSettings;
            return this;
        }

        /** Adds an export. */
        public Builder export(Export export) {
            exports.add(export);
            return this;
        }

        /** Adds exports. */
        public Builder exports(List<Export> added) {
            exports.addAll(added);
            return this;
        }

        /**
         * Sets whether the job can be queried while it runs. If not, the operators and counters
         * that only queries need are left out.
         */
        public Builder queryable(boolean answersQueries) {
            queryable = answersQueries;
            return this;
        }

        /** Makes the job queryable, and offers the state in each process to other processes. */
        public Builder stateService(StateService stateService) {
            service = stateService;
            return queryable(true);
        }

        /**
         * Sets the size of the tables in which the capture tasks fold packets. It affects memory
         * and the size of the records sent, but never a flow.
         */
        public Builder localTableRows(int rows) {
            localTableRows = rows;
            return this;
        }

        /**
         * Sets what Flink's web UI and REST interface show as the job's configuration.
         *
         * @param settings values by name; without secrets, because every reader of Flink's REST
         *     interface sees them
         */
        public Builder shown(Map<String, String> settings) {
            shown = settings;
            return this;
        }

        /** Creates the job. */
        public FlowJob build() {
            return new FlowJob(this);
        }
    }

    /**
     * Adds the job to an environment. The caller executes it.
     *
     * @throws io.ringflow.job.flink.UnsuitableFlinkException if Flink is configured so that the job
     *     would lose or repeat packets
     */
    public void addTo(StreamExecutionEnvironment env) {
        var unused = build(env, Export.records(exports));
    }

    /** Adds the job to an environment and returns its flow records. */
    DataStream<Flow> flowsIn(StreamExecutionEnvironment env) {
        FlowRecords needed = Export.records(exports);
        return build(env, needed == FlowRecords.NONE ? FlowRecords.ENDS : needed);
    }

    private DataStream<Flow> build(StreamExecutionEnvironment env, FlowRecords records) {
        FlinkRequirement.check(env);
        // The source uses emitted batches again, and state is fetched for each batch.
        env.getConfig().enableObjectReuse();
        env.setMaxParallelism(SHARDS);
        show(env);
        SingleOutputStreamOperator<FragmentBatch> fragments = fragments(env);
        SingleOutputStreamOperator<Void> captures =
                fragments
                        .getSideOutput(FragmentRouter.REPORTS)
                        .keyBy(CaptureReport::observerKey, Types.STRING)
                        .transform(
                                "capture-tracker",
                                Types.VOID,
                                new CaptureTrackerOperator(new CaptureTracker(queryable, service)))
                        .uid("capture-tracker")
                        .setParallelism(atMost(ROLLUP_TASKS, env));
        SingleOutputStreamOperator<Flow> flows = flows(fragments, records);
        sendAtOnce(captures);
        sendAtOnce(flows);
        if (queryable) {
            DataStream<RollupBatch> sums =
                    flows.getSideOutput(RollupGraph.BATCHES)
                            .union(captures.getSideOutput(RollupGraph.BATCHES));
            RollupGraph.build(
                    sums,
                    new RollupGraph.Tasks(SHARDS, atMost(ROLLUP_TASKS, env)),
                    capture instanceof FileCapture,
                    service);
        }
        exports.forEach(export -> export(flows, export));
        return flows;
    }

    private static int atMost(int parallelism, StreamExecutionEnvironment env) {
        return Math.min(parallelism, env.getParallelism());
    }

    /** Adds the settings to those that are shown already, which win. */
    private void show(StreamExecutionEnvironment env) {
        Map<String, String> all = new TreeMap<>(shown);
        exports.forEach(export -> all.put("export." + export.name(), export.target().label()));
        all.putAll(env.getConfig().getGlobalJobParameters().toMap());
        env.getConfig().setGlobalJobParameters(ParameterTool.fromMap(all));
    }

    private SingleOutputStreamOperator<FragmentBatch> fragments(StreamExecutionEnvironment env) {
        FoldSettings fold =
                new FoldSettings(
                        settings.eventTime(),
                        settings.keyVlan(),
                        settings.keyTunnel(),
                        localTableRows,
                        queryable);
        boolean checkpointed = env.getCheckpointConfig().isCheckpointingEnabled();
        SingleOutputStreamOperator<FragmentBatch> fragments =
                env.fromSource(
                                CaptureSource.ofFragments(capture, fold, SHARDS, checkpointed),
                                // The source emits them.
                                WatermarkStrategy.noWatermarks(),
                                "capture",
                                FragmentBatchSerializer.TYPE)
                        .uid("capture")
                        .transform(
                                "fragment-router",
                                FragmentBatchSerializer.TYPE,
                                new FragmentRouter(SHARDS))
                        .uid("fragment-router");
        sendAtOnce(fragments);
        return fragments;
    }

    /**
     * In a live job, sends what a bucket has closed at once, and not with the next full buffer or
     * by a thread that looks every 100 ms for what is to be sent.
     */
    private void sendAtOnce(SingleOutputStreamOperator<?> operator) {
        if (capture instanceof LiveCapture) {
            operator.setBufferTimeout(0);
        }
    }

    private SingleOutputStreamOperator<Flow> flows(
            DataStream<FragmentBatch> fragments, FlowRecords records) {
        return fragments
                .keyBy(FragmentBatch::shardKey, Types.INT)
                .transform(
                        "flow-tracker",
                        FlowSerializer.TYPE,
                        new FlowTrackerOperator(
                                new FlowTracker(settings, SHARDS, records, queryable, service)))
                .uid("flow-tracker")
                .setParallelism(
                        atMost(settings.maxTrackers(), fragments.getExecutionEnvironment()));
    }

    /** State that refers to another place is not this export's. */
    private static String identity(String name, ExportTarget target) {
        String place = target.place();
        return place.isEmpty() ? name : name + '-' + Integer.toHexString(place.hashCode());
    }

    private void export(SingleOutputStreamOperator<Flow> flows, Export export) {
        ExportTarget target = export.target().withFields(export.selection().fields());
        boolean checkpoints =
                flows.getExecutionEnvironment().getCheckpointConfig().isCheckpointingEnabled();
        SingleOutputStreamOperator<EncodedRecords> records =
                flows.transform(
                                "export-encoder " + export.name(),
                                EncodedRecordsSerializer.TYPE,
                                new ExportEncoder(export))
                        .uid("export-encoder-" + export.name())
                        .setParallelism(flows.getParallelism());
        SingleOutputStreamOperator<Void> written =
                records.transform(
                                "export-writer " + export.name() + ": " + target.label(),
                                Types.VOID,
                                new ExportWriter(
                                        delivered(export.withTarget(target)),
                                        capture instanceof LiveCapture,
                                        checkpoints))
                        .uid("export-writer-" + identity(export.name(), target));
        written.setParallelism(target.parallel() ? flows.getParallelism() : 1);
    }

    /** Files can wait, so a replay loses nothing. */
    private Export delivered(Export export) {
        return capture instanceof LiveCapture
                ? export
                : export.withQueue(new Export.Queue(export.queue().bytes(), Export.WhenFull.WAIT));
    }
}
