package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.LiveExports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.test.JaasUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that refuses the password, and is away later, under traffic. Skipped without root. */
@Timeout(600)
@SuppressWarnings("try") // the close of LiveExports waits for the job
class KafkaAwayIT {

    private static final List<String> NAMES = List.of("least", "once", "small");

    /** Times after which failures are seen. */
    private static final Map<String, String> SOON =
            Map.of(
                    "max.block.ms", "5000",
                    "request.timeout.ms", "1500",
                    "delivery.timeout.ms", "3000");

    @TempDir private Path directory;

    private static Export export(KafkaFixture kafka, String name) throws Exception {
        kafka.createTopic(name, Map.of());
        Guarantee guarantee =
                name.equals("once") ? Guarantee.EXACTLY_ONCE : Guarantee.AT_LEAST_ONCE;
        KafkaTarget target = kafka.target(name, RecordFormat.JSON, guarantee, SOON);
        Export export = Export.of(name, kafka.withPassword(target, "wrong"));
        return name.equals("small") ? export.withQueue(LiveExports.SMALL) : export;
    }

    @Test
    void losesNothingWithinTheQueueWhileTheBrokerRefusesOrIsAway() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        try (KafkaFixture kafka = new KafkaFixture(directory)) {
            List<Export> exports = new ArrayList<>();
            for (String name : NAMES) {
                exports.add(export(kafka, name));
            }
            try (LiveExports job = LiveExports.start(directory, exports)) {
                job.startTraffic();
                awaitProblems(job, "the broker refuses the credentials");
                job.whileAway();
                assertThat(NAMES).allMatch(name -> job.status(name).delivered() == 0);
                KafkaTarget any = (KafkaTarget) exports.getFirst().target();
                var unused = kafka.withPassword(any, JaasUtils.KAFKA_PLAIN_USER1_PASSWORD);
                awaitMore(job);
                kafka.stop();
                awaitProblems(job, "no answer from the broker");
                job.whileAway();
                job.await("a loss", () -> job.status("small").dropped() > 0);
                kafka.startAgain();
                awaitMore(job);
                assertExact(job, kafka);
            }
        }
    }

    private static void awaitProblems(LiveExports job, String reason) throws Exception {
        for (String name : NAMES) {
            assertThat(job.awaitProblem(name, reason)).contains("; check ");
        }
    }

    private static void awaitMore(LiveExports job) throws Exception {
        for (String name : NAMES) {
            job.awaitMore(name);
        }
    }

    private static void assertExact(LiveExports job, KafkaFixture kafka) throws Exception {
        long least = job.settle("least");
        assertThat(job.settle("once")).isEqualTo(least);
        long small = job.settle("small");
        assertThat(job.status("least").dropped()).isZero();
        assertThat(job.status("once").dropped()).isZero();
        assertThat(ids(kafka, "least").stream().distinct().count()).isEqualTo(least);
        assertThat(ids(kafka, "once")).hasSize((int) least).doesNotHaveDuplicates();
        assertThat(ids(kafka, "small").stream().distinct().count()).isEqualTo(small);
    }

    private static List<String> ids(KafkaFixture kafka, String topic) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(topic)) {
            ids.add(json.readTree(record.value()).get("id").textValue());
        }
        return ids;
    }
}
