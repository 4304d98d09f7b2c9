package io.ringflow.kafka;

import io.ringflow.job.export.DeliveryContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/**
 * The properties of Kafka's clients: our defaults, then what the user gave, then what the delivery
 * depends on. Never logged, because they contain secrets. Immutable.
 */
final class ClientProperties {

    /**
     * What Kafka's own defaults are too slow or too small for: a broker that is away is noticed
     * within half a minute, and a batch is sent in few requests.
     */
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000",
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000",
                    ProducerConfig.BATCH_SIZE_CONFIG, "262144",
                    ProducerConfig.BUFFER_MEMORY_CONFIG, "16777216",
                    ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                    // Its classes are not in the distribution.
                    ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");

    private static final String BY_DELIVERY = " follows from the setting delivery";

    /** What the user can't set, and why. */
    private static final Map<String, String> OWN =
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    " is the setting bootstrapServers",
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                    ": keys are Community IDs as text",
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                    " follows from the setting format",
                    ProducerConfig.ACKS_CONFIG,
                    BY_DELIVERY,
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    BY_DELIVERY,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    BY_DELIVERY,
                    ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG,
                    BY_DELIVERY,
                    ConsumerConfig.GROUP_ID_CONFIG,
                    BY_DELIVERY,
                    ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
                    ": the client's own metrics are not sent to the broker");

    private final Map<String, Object> properties;
    private final String id;

    private ClientProperties(Map<String, Object> properties, String id) {
        this.properties = properties;
        this.id = id;
    }

    /**
     * Puts the properties together.
     *
     * @throws IOException if the file of secrets can't be read, or others can read it too
     */
    static ClientProperties of(KafkaTarget target, DeliveryContext context) throws IOException {
        String id = "ringflow-" + context.export() + "-" + context.queue();
        Map<String, Object> properties = new HashMap<>(DEFAULTS);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, id);
        properties.putAll(target.properties());
        if (!target.secretsFile().isEmpty()) {
            properties.putAll(SecretsFile.read(target.secretsFile()));
        }
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, target.bootstrapServers());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        return new ClientProperties(properties, id);
    }

    /** Says why the user can't set a property; empty if that is allowed. */
    static Optional<String> refusal(String key) {
        return Optional.ofNullable(OWN.get(key)).map(why -> key + why);
    }

    /** Says what is wrong with a property's value; empty if nothing is. */
    static Optional<String> mistake(String key, String value) {
        ConfigDef known = ProducerConfig.configDef();
        if (!known.names().contains(key)) {
            return Optional.empty();
        }
        return known.validate(Map.of(key, value)).stream()
                .filter(checked -> checked.name().equals(key))
                .map(ConfigValue::errorMessages)
                .flatMap(messages -> messages.stream().limit(1))
                .findFirst();
    }

    /** Returns true if a property's value is a secret. */
    static boolean isSecret(String key) {
        ConfigDef.ConfigKey known = ProducerConfig.configDef().configKeys().get(key);
        if (known != null) {
            return known.type == ConfigDef.Type.PASSWORD;
        }
        String name = key.toLowerCase(Locale.ROOT);
        return name.contains("password") || name.contains("secret");
    }

    /** Names this queue: the id of its transactions, and of the group whose offset they commit. */
    String id() {
        return id;
    }

    /** The properties of a producer without transactions. */
    Map<String, Object> producer() {
        return Map.copyOf(properties);
    }

    /** The properties of a producer with transactions. */
    Map<String, Object> transactionalProducer() {
        Map<String, Object> producer = new HashMap<>(properties);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        return producer;
    }

    /** The properties of a consumer that only reads the offset of this queue's group. */
    Map<String, Object> consumer() {
        Map<String, Object> consumer = new HashMap<>(properties);
        consumer.keySet().retainAll(ConsumerConfig.configNames());
        // Classes that only a producer can load.
        consumer.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, id);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        consumer.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                properties.get(ProducerConfig.MAX_BLOCK_MS_CONFIG));
        return consumer;
    }
}
