package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.file.PcapFile;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.job.FlowJob;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.settings.FlowSettings.IdleTimeout;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job in a mini cluster, with a broker in the same process. */
@Timeout(180)
class KafkaJobIT {

    private static final int FLOWS = 6_000;
    private static final int MILLIS_PER_FLOW = 10;

    /** The capture's minute takes ten seconds, so that there is time for failures. */
    private static final double SPEED = 6;

    @TempDir private Path directory;

    @Test
    void readersSeeEachFlowOnceAlthoughTheJobFails() throws Exception {
        try (KafkaFixture kafka = new KafkaFixture(directory)) {
            kafka.createTopic("flows", Map.of());
            KafkaTarget target =
                    kafka.target("flows", RecordFormat.JSON, Guarantee.EXACTLY_ONCE, Map.of());
            warmUp(target);
            JobClient job = start(target);
            // Fail when batches have been committed that the restored checkpoint may contain.
            int failures = 0;
            while (!job.getJobExecutionResult().isDone()) {
                if (kafka.read("flows").size() > failures * FLOWS / 4 && failures < 3) {
                    failures++;
                    FailingTarget.NOW.set(true);
                }
            }
            job.getJobExecutionResult().get();
            assertThat(FailingTarget.FAILURES.get()).isPositive();
            assertThat(ids(kafka.read("flows"))).hasSize(FLOWS).doesNotHaveDuplicates();
        }
    }

    /** With the first transaction the broker makes topics of its own, which takes seconds. */
    private static void warmUp(KafkaTarget target) throws Exception {
        try (Delivery delivery =
                target.connect(
                        new DeliveryContext(
                                "x", "job", "host", "x", false, true, Delivery.NO_POSITION))) {
            delivery.deliver(List.of(Chunks.of(target, 0, List.of())));
        }
    }

    private JobClient start(KafkaTarget target) throws Exception {
        long[] millis =
                LongStream.range(0, FLOWS)
                        .map(i -> 1_700_000_000_000L + i * MILLIS_PER_FLOW)
                        .toArray();
        List<byte[]> frames = TestFrames.numbered(FLOWS, 64, FLOWS);
        Path capture = Files.write(directory.resolve("flows.pcap"), PcapFile.bytes(millis, frames));
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 9);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
        Duration idle = Duration.ofSeconds(1);
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(capture.toString()),
                                "",
                                SPEED,
                                false,
                                DecodeSettings.DEFAULT))
                .flows(
                        FlowSettings.builder()
                                .idleTimeout(new IdleTimeout(idle, idle, idle, idle))
                                .maxFlows(100_000)
                                .retention(Duration.ZERO)
                                .build())
                .export(Export.of("kafka", new FailingTarget(target)))
                .build()
                .addTo(env);
        return env.executeAsync();
    }

    private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ids.add(json.readTree(record.value()).get("id").textValue());
        }
        return ids;
    }

    /** A target whose encoder fails the task when the test says so. */
    private record FailingTarget(KafkaTarget target) implements ExportTarget {

        private static final long serialVersionUID = 1;
        static final AtomicBoolean NOW = new AtomicBoolean();
        static final AtomicInteger FAILURES = new AtomicInteger();

        @Override
        public RecordEncoder encoder(List<FlowField> fields) {
            RecordEncoder encoder = target.encoder(fields);
            return (flow, out) -> {
                if (NOW.compareAndSet(true, false)) {
                    FAILURES.incrementAndGet();
                    throw new IllegalStateException("Failure made by the test");
                }
                encoder.write(flow, out);
            };
        }

        @Override
        public String label() {
            return target.label();
        }

        @Override
        public boolean choosesFields() {
            return target.choosesFields();
        }

        @Override
        public boolean parallel() {
            return target.parallel();
        }

        @Override
        public Batching batching() {
            return target.batching();
        }

        @Override
        public Delivery connect(DeliveryContext context) throws IOException {
            return target.connect(context);
        }
    }
}
