package io.ringflow.kafka;

import io.ringflow.job.export.ExportOptions;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.ExportType;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The export {@code kafka}: flows as records of a topic, with the Community ID as their key. */
public final class KafkaExportType implements ExportType {

    /** What Kafka allows as a topic's name. */
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    private static final Pattern SERVERS =
            Pattern.compile("\\s*[^\\s,]+:\\d{1,5}\\s*(,\\s*[^\\s,]+:\\d{1,5}\\s*)*");

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public ExportTarget read(ExportOptions options) {
        KafkaTarget target =
                new KafkaTarget(
                        topic(options),
                        servers(options),
                        options.word("format", RecordFormat.class, RecordFormat.JSON),
                        options.flag("singleObject", false),
                        options.word("delivery", Guarantee.class, Guarantee.AT_LEAST_ONCE),
                        options.properties("properties"),
                        options.text("secretsFile", "a file of Kafka's client properties", ""));
        if (target.singleObject() && target.format() != RecordFormat.AVRO) {
            options.refuse("singleObject", "only Avro has it; set format to avro");
        }
        checkProperties(target.properties(), options);
        return target;
    }

    private static String topic(ExportOptions options) {
        String topic = options.text("topic", "a topic's name");
        if (!topic.isEmpty() && !TOPIC.matcher(topic).matches()) {
            options.refuse("topic", "a topic's name has up to 249 letters, digits, dots, _ and -");
        }
        return topic;
    }

    private static String servers(ExportOptions options) {
        String key = "bootstrapServers";
        String servers = options.text(key, "brokers, such as kafka1:9092,kafka2:9092");
        if (!servers.isEmpty() && !SERVERS.matcher(servers).matches()) {
            options.refuse(key, "brokers are HOST:PORT, separated by commas");
        }
        return servers;
    }

    private static void checkProperties(Map<String, String> properties, ExportOptions options) {
        properties.forEach(
                (key, value) ->
                        mistake(key, value).ifPresent(why -> options.refuse("properties", why)));
    }

    private static Optional<String> mistake(String key, String value) {
        return ClientProperties.isSecret(key)
                ? Optional.of(key + " is a secret; put it into secretsFile")
                : ClientProperties.refusal(key).or(() -> ClientProperties.mistake(key, value));
    }
}
