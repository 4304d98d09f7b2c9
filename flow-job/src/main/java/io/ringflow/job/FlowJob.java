package io.ringflow.job;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.UnknownTypes;
import io.ringflow.capture.source.CaptureSource;
import io.ringflow.capture.source.PacketBatchSerializer;
import io.ringflow.job.capture.CaptureTracker;
import io.ringflow.job.capture.CaptureTrackerOperator;
import io.ringflow.job.export.FileSink;
import io.ringflow.job.export.FlowEncoder;
import io.ringflow.job.local.CaptureReport;
import io.ringflow.job.local.FragmentBatch;
import io.ringflow.job.local.FragmentBatchSerializer;
import io.ringflow.job.local.LocalAggregator;
import io.ringflow.job.query.StateService;
import io.ringflow.job.rollup.RollupBatch;
import io.ringflow.job.rollup.RollupGraph;
import io.ringflow.job.track.FlowSerializer;
import io.ringflow.job.track.FlowTracker;
import io.ringflow.job.track.FlowTrackerOperator;
import io.ringflow.model.Flow;
import io.ringflow.model.state.InterfaceStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job graph: capture, local aggregation, flow tracking, exports.
 *
 * <pre>
 *  capture → local-aggregator ─┬─ keyBy(shard) → flow-tracker → encode → write
 *                              └─ keyBy(observer) → capture-tracker
 * </pre>
 *
 * Where there are queries, both trackers also send sums to the windows of {@link RollupGraph}.
 */
public final class FlowJob {

    /** The job's name in Flink. */
    public static final String NAME = "ringflow";

    /** Shards of the flow state: the job's max parallelism. */
    public static final int SHARDS = 128;

    /** A live capture that says nothing for so long doesn't hold up event time. */
    private static final Duration IDLE_CAPTURE = Duration.ofSeconds(5);

    private FlowJob() {}

    /**
     * Adds the job to an environment; the caller executes it.
     *
     * @param queries whether somebody can ask while it runs: what only queries need is left out
     *     otherwise
     */
    public static void build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            List<FileExport> exports,
            boolean queries) {
        var unused =
                build(
                        env,
                        capture,
                        flow,
                        exports,
                        queries,
                        StateService.NONE,
                        LocalAggregator.TABLE_ROWS);
    }

    /**
     * Adds the job to an environment; the caller executes it.
     *
     * @param service offers the state of each process to other processes
     */
    public static void build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            List<FileExport> exports,
            StateService service) {
        var unused = build(env, capture, flow, exports, true, service, LocalAggregator.TABLE_ROWS);
    }

    /** The job with local tables of another size, which must not change any flow. */
    static DataStream<Flow> build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            List<FileExport> exports,
            boolean queries,
            int tableRows) {
        return build(env, capture, flow, exports, queries, StateService.NONE, tableRows);
    }

    private static DataStream<Flow> build(
            StreamExecutionEnvironment env,
            CaptureSettings capture,
            FlowSettings flow,
            List<FileExport> exports,
            boolean queries,
            StateService service,
            int tableRows) {
        // Readers take emitted batches back, and state is fetched for each batch.
        env.getConfig().enableObjectReuse();
        env.setMaxParallelism(SHARDS);
        SingleOutputStreamOperator<FragmentBatch> fragments =
                env.fromSource(
                                CaptureSource.builder().setCapture(capture).build(),
                                watermarks(capture, EventTime.of(flow)),
                                "capture",
                                PacketBatchSerializer.TYPE)
                        .uid("capture")
                        .transform(
                                "local-aggregator",
                                FragmentBatchSerializer.TYPE,
                                new LocalAggregator(
                                        flow,
                                        SHARDS,
                                        tableRows,
                                        queries,
                                        capture instanceof LiveCapture))
                        .uid("local-aggregator");
        SingleOutputStreamOperator<Void> captures =
                fragments
                        .getSideOutput(LocalAggregator.REPORTS)
                        .keyBy(CaptureReport::observerKey, Types.STRING)
                        .transform(
                                "capture-tracker",
                                Types.VOID,
                                new CaptureTrackerOperator(new CaptureTracker(queries, service)))
                        .uid("capture-tracker");
        boolean interim = exports.stream().anyMatch(FileExport::interim);
        SingleOutputStreamOperator<Flow> flows =
                fragments
                        .keyBy(FragmentBatch::shardKey, Types.INT)
                        .transform(
                                "flow-tracker",
                                FlowSerializer.TYPE,
                                new FlowTrackerOperator(
                                        new FlowTracker(flow, SHARDS, interim, queries, service)))
                        .uid("flow-tracker");
        if (queries) {
            DataStream<RollupBatch> sums =
                    flows.getSideOutput(RollupGraph.BATCHES)
                            .union(captures.getSideOutput(RollupGraph.BATCHES));
            RollupGraph.build(sums, SHARDS, capture instanceof FileCapture, service);
        }
        for (int i = 0; i < exports.size(); i++) {
            export(flows, exports.get(i), i, capture instanceof LiveCapture);
        }
        return flows;
    }

    private static void export(
            SingleOutputStreamOperator<Flow> flows, FileExport export, int number, boolean live) {
        flows.transform(
                        "encode-" + export.format().text(),
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                        new FlowEncoder(export))
                .uid("encode-" + number)
                .sinkTo(new FileSink(export, live))
                .setParallelism(1)
                .name("write " + fileName(export))
                .uid("write-" + number);
    }

    private static String fileName(FileExport export) {
        return export.path().substring(export.path().lastIndexOf('/') + 1);
    }

    private static WatermarkStrategy<PacketBatch> watermarks(
            CaptureSettings capture, EventTime eventTime) {
        WatermarkStrategy<PacketBatch> strategy =
                WatermarkStrategy.forGenerator(context -> new NewestPacket(eventTime));
        return capture instanceof FileCapture ? strategy : strategy.withIdleness(IDLE_CAPTURE);
    }

    /** Event time follows from the newest packet of a split. */
    private static final class NewestPacket implements WatermarkGenerator<PacketBatch> {

        private final EventTime eventTime;
        private long emitted = Long.MIN_VALUE;

        NewestPacket(EventTime eventTime) {
            this.eventTime = eventTime;
        }

        @Override
        public void onEvent(PacketBatch batch, long timestamp, WatermarkOutput output) {
            long watermark = eventTime.watermarkMillis(batch.newestNanos);
            if (watermark > emitted) {
                emitted = watermark;
                output.emitWatermark(new Watermark(watermark));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // Packets and heartbeats alone move event time.
        }
    }

    /**
     * What a finished bounded job counted.
     *
     * @param result the job's result, asked for right after its end
     */
    public static ReplaySummary summary(JobExecutionResult result) {
        Map<String, Object> counted = result.getAllAccumulatorResults();
        long packets = count(counted, CaptureTracker.PACKETS);
        long begin = count(counted, CaptureTracker.FIRST_MILLIS);
        return new ReplaySummary(
                packets,
                count(counted, CaptureTracker.BYTES),
                count(counted, FlowTracker.FLOWS),
                counts(counted, CaptureTracker.UNDECODED),
                UnknownTypes.mostFrequent(
                        counts(counted, CaptureTracker.UNDECODED_TYPES),
                        InterfaceStatus.SHOWN_TYPES),
                count(counted, CaptureTracker.TRUNCATED_FILES),
                packets == 0 ? 0 : (System.currentTimeMillis() - begin) / 1000.0);
    }

    /** The counts whose names start with a prefix, without it. */
    private static Map<String, Long> counts(Map<String, Object> counted, String prefix) {
        Map<String, Long> counts = new TreeMap<>();
        counted.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) {
                        counts.put(name.substring(prefix.length()), (Long) value);
                    }
                });
        return counts;
    }

    private static long count(Map<String, Object> counted, String name) {
        return (Long) counted.getOrDefault(name, 0L);
    }
}
