package io.ringflow.kafka;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.kafka.avro.AvroEncoder;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A topic, and how records are written to it.
 *
 * @param topic its name
 * @param bootstrapServers brokers, separated by commas
 * @param format how values are written
 * @param singleObject whether each Avro value starts with its schema's fingerprint
 * @param delivery what happens to records if something fails
 * @param properties further properties of Kafka's clients, none of them secret
 * @param secretsFile a file of further properties on the host of each task; empty if there is none
 */
record KafkaTarget(
        String topic,
        String bootstrapServers,
        RecordFormat format,
        boolean singleObject,
        Guarantee delivery,
        Map<String, String> properties,
        String secretsFile)
        implements ExportTarget {

    private static final long serialVersionUID = 1;

    /** A batch is compressed and acknowledged as a whole. */
    private static final long BATCH_BYTES = 4 << 20;

    private static final Duration DELAY = Duration.ofMillis(250);

    KafkaTarget {
        properties = Map.copyOf(properties);
    }

    @Override
    public String label() {
        return "Kafka topic " + topic + " at " + bootstrapServers;
    }

    /** The Avro schema has all fields, and leaves out what a flow lacks. */
    @Override
    public boolean choosesFields() {
        return format == RecordFormat.JSON;
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return new KeyedEncoder(
                format == RecordFormat.JSON
                        ? KeyedEncoder.json(fields)
                        : new AvroEncoder(singleObject)::write);
    }

    @Override
    public boolean parallel() {
        return true;
    }

    @Override
    public Batching batching() {
        return new Batching(BATCH_BYTES, DELAY, delivery == Guarantee.EXACTLY_ONCE);
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        ClientProperties client = ClientProperties.of(this, context);
        KafkaFailures failures = new KafkaFailures(this);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        // Kafka finds login modules and other plug-ins there, and so does its own thread.
        thread.setContextClassLoader(KafkaTarget.class.getClassLoader());
        try {
            return delivery == Guarantee.EXACTLY_ONCE
                    ? TransactionalDelivery.connect(this, client, failures, context)
                    : AcknowledgedDelivery.connect(this, client, failures);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** Without the properties, which may be long. */
    @Override
    public String toString() {
        return label();
    }
}
