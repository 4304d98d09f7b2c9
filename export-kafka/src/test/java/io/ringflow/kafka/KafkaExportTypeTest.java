package io.ringflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaExportTypeTest {

    private final Map<String, Object> settings =
            new HashMap<>(Map.of("topic", "flows", "bootstrapServers", "kafka1:9092, [::1]:9093"));

    private MapOptions options;

    private KafkaTarget read() {
        options = new MapOptions(settings);
        return (KafkaTarget) new KafkaExportType().read(options);
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(ExportType.class))
                .anyMatch(type -> type.name().equals("kafka"));
    }

    @Test
    void needsOnlyTopicAndServers() {
        KafkaTarget target = read();
        assertThat(options.mistakes).isEmpty();
        assertThat(target.format()).isEqualTo(RecordFormat.JSON);
        assertThat(target.delivery()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(target.choosesFields()).isTrue();
        assertThat(target.batching().afterCheckpoint()).isFalse();
    }

    @Test
    void exactlyOnceDeliversAfterCheckpoints() {
        settings.put("delivery", "exactly-once");
        settings.put("format", "avro");
        ExportTarget target = read();
        assertThat(target.batching().afterCheckpoint()).isTrue();
        assertThat(target.choosesFields()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "..", "ü", "a/b"})
    void rejectsTopicThatKafkaDoesNotAllow(String topic) {
        if (topic.isEmpty()) {
            settings.remove("topic");
        } else {
            settings.put("topic", topic);
        }
        read();
        assertThat(options.mistakes).singleElement().asString().startsWith("topic: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka:9092,", "http://kafka:9092 x"})
    void rejectsServersWithoutPort(String servers) {
        settings.put("bootstrapServers", servers);
        read();
        assertThat(options.mistakes).singleElement().asString().contains("HOST:PORT");
    }

    @Test
    void rejectsFingerprintWithoutAvro() {
        settings.put("singleObject", true);
        read();
        assertThat(options.mistakes).singleElement().asString().contains("set format to avro");
    }

    @ParameterizedTest
    @CsvSource({
        "acks, 1, setting delivery",
        "transactional.id, x, setting delivery",
        "value.serializer, x, setting format",
        "bootstrap.servers, h:1, setting bootstrapServers",
        "sasl.jaas.config, secret, put it into secretsFile",
        "ssl.keystore.password, secret, put it into secretsFile",
        "my.handler.password, secret, put it into secretsFile",
        "compression.type, zip, zip",
        "batch.size, many, batch.size"
    })
    void rejectsPropertyThatItCannotPassOn(String key, String value, String reason) {
        settings.put("properties", Map.of(key, value));
        read();
        assertThat(options.mistakes)
                .singleElement()
                .asString()
                .contains(reason)
                .doesNotContain("secret,");
    }

    @Test
    void passesOtherPropertiesOn() {
        Map<String, String> properties =
                Map.of(
                        "compression.type", "zstd",
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "ssl.truststore.location", "/etc/kafka/trust.jks",
                        "my.handler.url", "https://idp.example");
        settings.put("properties", properties);
        assertThat(read().properties()).isEqualTo(properties);
        assertThat(options.mistakes).isEmpty();
    }

    @Test
    void textHasNoProperties() {
        settings.put("properties", Map.of("client.rack", "r1"));
        assertThat(read().toString()).doesNotContain("r1");
    }
}
