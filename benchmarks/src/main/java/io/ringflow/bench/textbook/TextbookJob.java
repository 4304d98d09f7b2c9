package io.ringflow.bench.textbook;

import io.ringflow.bench.textbook.Session.Sums;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.source.CaptureSource;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.settings.FlowSettings.IdleTimeout;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * Flows of capture files with the means of a Flink textbook:
 *
 * <pre>{@code
 * packets.keyBy(Packet::flow)
 *         .window(EventTimeSessionWindows.withDynamicGap(...))
 *         .aggregate(new Count(), new Numbering(...));
 * }</pre>
 *
 * <p>A session's gap is the idle timeout of its protocol, so a flow is what one key sends without a
 * silence as long as that. It knows neither TCP's ends nor tunnels, labels and queries.
 */
public final class TextbookJob {

    /** The idle timeouts that Ringflow has by default. */
    static final IdleTimeout IDLE_TIMEOUTS = FlowSettings.defaults(1).idleTimeout();

    private static final String PACKETS = "packets";
    private static final String FLOWS = "flows";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TextbookJob() {}

    /**
     * Adds the job to an environment; the caller executes it.
     *
     * @param timeouts idle timeouts of the flows
     * @param memory how long a key's number of flows is remembered after its last flow
     */
    static DataStream<Session> build(
            StreamExecutionEnvironment env,
            FileCapture capture,
            IdleTimeout timeouts,
            Duration memory) {
        env.getConfig().enableObjectReuse();
        CaptureSource<Packet> source =
                CaptureSource.<Packet>builder()
                        .setCapture(capture)
                        .setRecords((packet, out) -> out.collect(Packet.of(packet)), Packet.TYPE)
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
                .map(new Counting(), Packet.TYPE)
                .keyBy(Packet::flow, Endpoints.TYPE)
                .window(
                        EventTimeSessionWindows.withDynamicGap(
                                packet ->
                                        timeouts.nanos(packet.flow().protocol()) / NANOS_PER_MILLI))
                .aggregate(new Count(), new Numbering(memory), Sums.TYPE, Sums.TYPE, Session.TYPE);
    }

    /** Counts all packets. */
    private static final class Counting extends RichMapFunction<Packet, Packet> {

        private static final long serialVersionUID = 1;
        private transient LongCounter packets;

        @Override
        public void open(OpenContext context) {
            packets = getRuntimeContext().getLongCounter(PACKETS);
        }

        @Override
        public Packet map(Packet packet) {
            packets.add(1);
            return packet;
        }
    }

    /** Counts the packets of one session. */
    private static final class Count implements AggregateFunction<Packet, Sums, Sums> {

        private static final long serialVersionUID = 1;

        @Override
        public Sums createAccumulator() {
            return Sums.NONE;
        }

        @Override
        public Sums add(Packet packet, Sums sums) {
            return sums.plus(packet);
        }

        @Override
        public Sums getResult(Sums sums) {
            return sums;
        }

        @Override
        public Sums merge(Sums sums, Sums other) {
            return sums.plus(other);
        }
    }

    /** Numbers the sessions of a key, in state with a time to live. */
    private static final class Numbering
            extends ProcessWindowFunction<Sums, Session, Endpoints, TimeWindow> {

        private static final long serialVersionUID = 1;
        private final Duration memory;
        private transient ValueState<Integer> ended;
        private transient LongCounter flows;

        Numbering(Duration memory) {
            this.memory = memory;
        }

        @Override
        public void open(OpenContext context) {
            ValueStateDescriptor<Integer> descriptor =
                    new ValueStateDescriptor<>("ended", Types.INT);
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(memory).build());
            ended = getRuntimeContext().getState(descriptor);
            flows = getRuntimeContext().getLongCounter(FLOWS);
        }

        @Override
        public void process(
                Endpoints flow, Context context, Iterable<Sums> sums, Collector<Session> output)
                throws Exception {
            Integer before = ended.value();
            int number = before == null ? 1 : before + 1;
            ended.update(number);
            flows.add(1);
            output.collect(new Session(flow, number, sums.iterator().next()));
        }
    }

    /** Reads the capture files given as arguments, and prints what it counted as JSON. */
    public static void main(String[] files) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        build(env, FileCapture.of(List.of(files)), IDLE_TIMEOUTS, Duration.ofHours(1))
                .sinkTo(new DiscardingSink<>());
        JobExecutionResult result = env.execute("textbook");
        System.out.printf(
                Locale.ROOT,
                "{\"packets\": %d, \"flows\": %d, \"seconds\": %.3f}%n",
                result.<Long>getAccumulatorResult(PACKETS),
                result.<Long>getAccumulatorResult(FLOWS),
                result.getNetRuntime() / 1000.0);
    }
}
