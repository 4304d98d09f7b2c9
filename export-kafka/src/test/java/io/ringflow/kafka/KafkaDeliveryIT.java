package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.kafka.avro.AvroJson;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries to a broker in this process. */
class KafkaDeliveryIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Times after which failures are seen. */
    private static final Map<String, String> SOON =
            Map.of(
                    "max.block.ms", "5000",
                    "request.timeout.ms", "1500",
                    "delivery.timeout.ms", "3000");

    @TempDir private static Path directory;
    private static KafkaFixture kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new KafkaFixture(directory);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static KafkaTarget target(String topic, Guarantee guarantee) throws IOException {
        return kafka.target(topic, RecordFormat.JSON, guarantee, Map.of());
    }

    private static DeliveryContext context(String queue, byte[] position) {
        return new DeliveryContext("test", "job", "host", queue, false, true, position);
    }

    private static Delivery connect(KafkaTarget target) throws IOException {
        return target.connect(context(target.topic(), Delivery.NO_POSITION));
    }

    private static List<String> ids(String topic) throws IOException {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(topic)) {
            ids.add(JSON.readTree(record.value()).get("id").textValue());
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource(RecordFormat.class)
    void recordsReadBackEqualTheNdjsonExport(RecordFormat format) throws Exception {
        String topic = "equal-" + format;
        kafka.createTopic(topic, Map.of());
        KafkaTarget target = kafka.target(topic, format, Guarantee.AT_LEAST_ONCE, Map.of());
        List<Flow> flows = new ArrayList<>(Flows.ofManyKinds());
        flows.addAll(Flows.numbered(1, 100));
        try (Delivery delivery = connect(target)) {
            delivery.deliver(List.of(Chunks.of(target, 0, flows)));
        }
        Map<String, List<JsonNode>> read = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(topic)) {
            JsonNode value =
                    format == RecordFormat.AVRO
                            ? AvroJson.read(record.value())
                            : JSON.readTree(record.value());
            read.computeIfAbsent(
                            new String(record.key(), StandardCharsets.US_ASCII),
                            key -> new ArrayList<>())
                    .add(value);
        }
        Map<String, List<JsonNode>> exported = new HashMap<>();
        for (Flow flow : flows) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            FlowWriter.ndjson(List.of(FlowField.values())).write(flow, line);
            exported.computeIfAbsent(
                            FlowField.COMMUNITY_ID.text(flow).orElseThrow(),
                            key -> new ArrayList<>())
                    .add(JSON.readTree(line.toByteArray()));
        }
        assertThat(read).isEqualTo(exported);
    }

    /** Also shows that a delivery is bounded, so that the export's retry sees the failure. */
    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void losesNothingWhileTheBrokerIsAway(Guarantee guarantee) throws Exception {
        String topic = "away-" + guarantee;
        kafka.createTopic(topic, Map.of());
        KafkaTarget target = kafka.target(topic, RecordFormat.JSON, guarantee, SOON);
        boolean away = false;
        List<String> failures = new ArrayList<>();
        long last = 30;
        long next = 0;
        while (next <= last) {
            try (Delivery delivery = connect(target)) {
                for (; next <= last; next++) {
                    if (next == 10 && failures.isEmpty()) {
                        kafka.stop();
                        away = true;
                    }
                    delivery.deliver(Chunks.numbered(target, next, next));
                }
            } catch (IOException e) {
                failures.add(e.getMessage());
                if (away) {
                    kafka.startAgain();
                    away = false;
                }
            }
        }
        assertThat(failures).isNotEmpty();
        assertThat(failures.get(0)).contains(topic).contains("no answer from the broker");
        if (guarantee == Guarantee.EXACTLY_ONCE) {
            assertThat(ids(topic)).containsExactlyInAnyOrderElementsOf(Chunks.ids(last));
        } else {
            assertThat(ids(topic)).containsAll(Chunks.ids(last));
        }
    }

    @Test
    void exactlyOnceSkipsWhatTheTopicHas() throws Exception {
        kafka.createTopic("once", Map.of());
        KafkaTarget target = target("once", Guarantee.EXACTLY_ONCE);
        try (Delivery first = connect(target)) {
            assertThat(first.lastDelivered()).isEqualTo(-1);
            first.deliver(Chunks.numbered(target, 0, 4));
            try (Delivery second = connect(target)) {
                assertThat(second.lastDelivered()).isEqualTo(4);
                second.deliver(Chunks.numbered(target, 3, 7));
                assertThatThrownBy(() -> first.deliver(Chunks.numbered(target, 5, 9)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another task delivers the same queue");
                second.deliver(Chunks.numbered(target, 8, 9));
            }
        }
        assertThat(ids("once")).containsExactlyInAnyOrderElementsOf(Chunks.ids(9));
    }

    @Test
    void queuesOfOneTopicDoNotMix() throws Exception {
        kafka.createTopic("queues", Map.of());
        KafkaTarget target = target("queues", Guarantee.EXACTLY_ONCE);
        try (Delivery one = target.connect(context("one", Delivery.NO_POSITION));
                Delivery two = target.connect(context("two", Delivery.NO_POSITION))) {
            one.deliver(Chunks.numbered(target, 0, 0));
            two.deliver(Chunks.numbered(target, 0, 0));
            one.deliver(Chunks.numbered(target, 1, 1));
        }
        assertThat(ids("queues")).hasSize(30).containsAll(Chunks.ids(1));
    }

    @Test
    void positionStandsInForAnOffsetThatIsGone() throws Exception {
        kafka.createTopic("expired", Map.of());
        KafkaTarget target = target("expired", Guarantee.EXACTLY_ONCE);
        byte[] position;
        try (Delivery delivery = connect(target)) {
            assertThat(delivery.position()).isEmpty();
            delivery.deliver(Chunks.numbered(target, 0, 2));
            position = delivery.position();
        }
        try (Admin admin = kafka.admin()) {
            admin.deleteConsumerGroups(List.of("ringflow-test-expired")).all().get();
        }
        try (Delivery delivery = target.connect(context("expired", position))) {
            assertThat(delivery.lastDelivered()).isEqualTo(2);
            delivery.deliver(Chunks.numbered(target, 2, 3));
        }
        assertThat(ids("expired")).containsExactlyInAnyOrderElementsOf(Chunks.ids(3));
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void countsRecordsThatAreTooLargeAndDeliversTheOthers(Guarantee guarantee) throws Exception {
        String topic = "large-" + guarantee;
        kafka.createTopic(topic, Map.of("max.message.bytes", "20000"));
        KafkaTarget target = target(topic, guarantee);
        List<Flow> flows = new ArrayList<>(Flows.numbered(0, 10));
        flows.add(3, large());
        flows.add(9, large());
        try (Delivery delivery = connect(target)) {
            delivery.deliver(List.of(Chunks.of(target, 0, flows)));
            assertThat(delivery.refused()).isEqualTo(2);
            delivery.deliver(Chunks.numbered(target, 1, 1));
            assertThat(delivery.refused()).isEqualTo(2);
        }
        assertThat(ids(topic)).containsExactlyInAnyOrderElementsOf(Chunks.ids(1));
    }

    /** A flow with a name that no compression makes small. */
    private static Flow large() {
        FlowFixture flow = new FlowFixture();
        String name =
                new Random(1)
                        .ints(100_000, '0', 'z')
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        flow.labels = new FlowLabels(name, "", "", "", "", "");
        return flow.flow();
    }

    @Test
    void wrongPasswordIsNamedWithoutTellingIt() throws Exception {
        KafkaTarget target = kafka.withPassword(target("any", Guarantee.AT_LEAST_ONCE), "gue55ed");
        assertThatThrownBy(() -> connect(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the broker refuses the credentials")
                .hasMessageContaining("password in secretsFile")
                .hasMessageNotContaining("gue55ed");
    }

    @Test
    void unknownTopicIsNamedWithRemedy() throws Exception {
        KafkaTarget target =
                kafka.target("nobody-made-it", RecordFormat.JSON, Guarantee.AT_LEAST_ONCE, SOON);
        assertThatThrownBy(() -> connect(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody-made-it")
                .hasMessageContaining("the topic doesn't exist")
                .hasMessageContaining("create it");
    }

    @Test
    void missingRightsAreNamed() throws Exception {
        kafka.createTopic("denied", Map.of());
        kafka.deny(ResourceType.TOPIC, "denied");
        assertRefused(target("denied", Guarantee.AT_LEAST_ONCE), "Write and Describe on the topic");
        kafka.createTopic("denied-id", Map.of());
        kafka.deny(ResourceType.TRANSACTIONAL_ID, "ringflow-test-denied-id");
        assertRefused(target("denied-id", Guarantee.EXACTLY_ONCE), "transactional ids");
        kafka.createTopic("denied-group", Map.of());
        kafka.deny(ResourceType.GROUP, "ringflow-test-denied-group");
        assertRefused(target("denied-group", Guarantee.EXACTLY_ONCE), "Read on groups");
    }

    private static void assertRefused(KafkaTarget target, String right) {
        assertThatThrownBy(() -> connect(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the broker does not allow it")
                .hasMessageContaining(right);
    }

    @Test
    void nobodyListeningIsNamed() {
        KafkaTarget target =
                new KafkaTarget(
                        "any",
                        "127.0.0.1:1",
                        RecordFormat.JSON,
                        false,
                        Guarantee.AT_LEAST_ONCE,
                        Map.of("max.block.ms", "1000"),
                        "");
        assertThatThrownBy(() -> connect(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("no answer from the broker");
    }

    @Test
    void interruptEndsDelivery() throws Exception {
        kafka.createTopic("interrupted", Map.of());
        KafkaTarget target = target("interrupted", Guarantee.AT_LEAST_ONCE);
        try (Delivery delivery = connect(target)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> delivery.deliver(Chunks.numbered(target, 0, 0)))
                    .isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }
}
