package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A savepoint of a job with another number of shards. Needs a mini cluster. */
@Timeout(300)
class OtherShardsIT {

    private static final CountDownLatch STARTED = new CountDownLatch(1);

    @TempDir Path directory;

    private static StreamExecutionEnvironment environment(Map<String, String> settings) {
        return StreamExecutionEnvironment.createLocalEnvironment(
                1, Configuration.fromMap(settings));
    }

    /** Writes a savepoint with state of the flow tracker in a number of key groups. */
    private String savepoint(int shards) throws Exception {
        StreamExecutionEnvironment env = environment(Map.of());
        env.setMaxParallelism(shards);
        env.fromSequence(1, Long.MAX_VALUE)
                .keyBy(number -> 1, Types.INT)
                .process(new Keeper())
                .uid("flow-tracker")
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        boolean started = STARTED.await(2, TimeUnit.MINUTES);
        assertThat(started).isTrue();
        return job.stopWithSavepoint(
                        false, directory.toUri().toString(), SavepointFormatType.NATIVE)
                .get();
    }

    @Test
    void refusesSavepointWithOtherShardsAndSaysSo() throws Exception {
        StreamExecutionEnvironment env =
                environment(
                        Map.of(
                                "execution.state-recovery.path",
                                savepoint(128),
                                "execution.state-recovery.ignore-unclaimed-state",
                                "true"));
        FlowJob.builder().capture(FileCapture.of(List.of("none.pcap"))).build().addTo(env);
        Throwable failure = catchThrowable(env::execute);
        assertThat(Checkpoints.hasOtherShards(failure)).isTrue();
        assertThat(Checkpoints.restoreFailure(failure))
                .contains(
                        "it was written by another Ringflow: this one has 1024 shards, the savepoint"
                                + " has another number");
    }

    /** Keeps the last number. */
    private static final class Keeper extends KeyedProcessFunction<Integer, Long, Long> {

        private transient ValueState<Long> last;

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("shard", Types.LONG));
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> output)
                throws Exception {
            last.update(number);
            STARTED.countDown();
        }
    }
}
