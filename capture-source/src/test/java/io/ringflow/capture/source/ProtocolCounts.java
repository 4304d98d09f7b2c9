package io.ringflow.capture.source;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/** The example of the javadoc and of the README: counts packets by protocol and second. */
final class ProtocolCounts {

    private ProtocolCounts() {}

    static DataStream<Tuple2<Integer, Long>> of(
            StreamExecutionEnvironment env, CaptureSourceBuilder<Tuple2<Integer, Long>> builder) {
        CaptureSource<Tuple2<Integer, Long>> source =
                builder.setRecords(
                                (packet, out) -> out.collect(Tuple2.of(packet.protocol(), 1L)),
                                Types.TUPLE(Types.INT, Types.LONG))
                        .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
                .keyBy(count -> count.f0)
                .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
                .sum(1);
    }
}
