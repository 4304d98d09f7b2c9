package io.ringflow.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens and closes producers. */
final class Producers {

    private Producers() {}

    static Producer<byte[], byte[]> create(Map<String, Object> properties) {
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Closes a producer without waiting: all records were acknowledged, or the batch is delivered
     * again.
     *
     * @param producer null if there is none
     */
    static void close(Producer<byte[], byte[]> producer) {
        if (producer == null) {
            return;
        }
        // An interrupt would leave the producer's thread behind.
        boolean interrupted = Thread.interrupted();
        try {
            producer.close(Duration.ZERO);
        } catch (KafkaException e) {
            // It is closed as far as possible; the failure before was reported.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
