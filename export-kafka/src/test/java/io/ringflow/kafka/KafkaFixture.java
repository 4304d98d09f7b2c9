package io.ringflow.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.test.JaasUtils;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/**
 * A broker of Kafka's own in this process, with SASL/PLAIN and an authorizer, and without creation
 * of topics on demand.
 */
final class KafkaFixture implements AutoCloseable {

    static final String USER = JaasUtils.KAFKA_PLAIN_USER1;

    private static final Map<String, String> SASL =
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN");

    private final KafkaClusterTestKit cluster;
    private final Path directory;

    /** Starts the broker. */
    KafkaFixture(Path directory) throws Exception {
        this.directory = directory;
        cluster =
                new KafkaClusterTestKit.Builder(
                                new TestKitNodes.Builder()
                                        .setNumBrokerNodes(1)
                                        .setNumControllerNodes(1)
                                        .setBrokerListenerName(new ListenerName("SASL_PLAINTEXT"))
                                        .setBrokerSecurityProtocol(SecurityProtocol.SASL_PLAINTEXT)
                                        .build())
                        .setConfigProp("auto.create.topics.enable", "false")
                        .setConfigProp("offsets.topic.replication.factor", "1")
                        .setConfigProp("offsets.topic.num.partitions", "1")
                        .setConfigProp("transaction.state.log.replication.factor", "1")
                        .setConfigProp("transaction.state.log.min.isr", "1")
                        .setConfigProp("transaction.state.log.num.partitions", "1")
                        .setConfigProp(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .setConfigProp("allow.everyone.if.no.acl.found", "true")
                        .setConfigProp(
                                "super.users", "User:ANONYMOUS;User:" + JaasUtils.KAFKA_PLAIN_ADMIN)
                        .build();
        cluster.format();
        cluster.startup();
        cluster.waitForReadyBrokers();
    }

    String servers() {
        return cluster.bootstrapServers();
    }

    /** A target that logs in with the right password. */
    KafkaTarget target(
            String topic, RecordFormat format, Guarantee guarantee, Map<String, String> more)
            throws IOException {
        Map<String, String> properties = new HashMap<>(SASL);
        properties.putAll(more);
        String secrets = secrets("right.properties", JaasUtils.KAFKA_PLAIN_USER1_PASSWORD);
        return new KafkaTarget(topic, servers(), format, false, guarantee, properties, secrets);
    }

    /** The same target with another password. */
    KafkaTarget withPassword(KafkaTarget target, String password) throws IOException {
        return new KafkaTarget(
                target.topic(),
                target.bootstrapServers(),
                target.format(),
                target.singleObject(),
                target.delivery(),
                target.properties(),
                secrets("other.properties", password));
    }

    /** A file of secrets with a user's password. */
    private String secrets(String name, String password) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "sasl.jaas.config=" + jaas(USER, password) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
                        .formatted(user)
                + " password=\"%s\";".formatted(password);
    }

    /** Properties of a client that may do anything. */
    private Map<String, Object> superUser() {
        Map<String, Object> properties = new HashMap<>(SASL);
        properties.put("bootstrap.servers", servers());
        properties.put(
                "sasl.jaas.config",
                jaas(JaasUtils.KAFKA_PLAIN_ADMIN, JaasUtils.KAFKA_PLAIN_ADMIN_PASSWORD));
        return properties;
    }

    Admin admin() {
        return Admin.create(superUser());
    }

    void createTopic(String topic, Map<String, String> configuration) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1).configs(configuration)))
                    .all()
                    .get();
        }
    }

    /** Denies the user everything on a resource. */
    void deny(ResourceType type, String name) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(
                            Set.of(
                                    new AclBinding(
                                            new ResourcePattern(type, name, PatternType.LITERAL),
                                            new AccessControlEntry(
                                                    "User:" + USER,
                                                    "*",
                                                    AclOperation.ALL,
                                                    AclPermissionType.DENY))))
                    .all()
                    .get();
        }
    }

    void stop() {
        cluster.brokers().values().forEach(broker -> broker.shutdown(Duration.ZERO));
    }

    void startAgain() {
        cluster.brokers().values().forEach(broker -> broker.startup());
    }

    /** Reads all records of a topic, of committed transactions only. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> properties = superUser();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } catch (Exception e) {
            throw new IllegalStateException("The broker can't be stopped", e);
        }
    }
}
