package io.ringflow.kafka;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers exactly once. Each batch is a transaction, which also commits the number of the batch's
 * last chunk: as an offset of a consumer group that nobody consumes with. So either both are
 * visible or neither is, and a delivery after a failure knows which chunks the topic has.
 *
 * <p>The id of the transactions is that of the queue. So a new delivery of the same queue fences
 * off the old one, and completes or aborts its transaction, before it reads the number.
 */
final class TransactionalDelivery implements Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionalDelivery.class);
    private static final long NOTHING = -1;

    private final Producer<byte[], byte[]> producer;
    private final KafkaTarget target;
    private final KafkaFailures failures;
    private final ConsumerGroupMetadata group;
    private final Refusals refusals;

    /** Number of the last chunk that the topic has. */
    private long delivered;

    private TransactionalDelivery(
            Producer<byte[], byte[]> producer,
            KafkaTarget target,
            KafkaFailures failures,
            ConsumerGroupMetadata group,
            long delivered) {
        this.producer = producer;
        this.target = target;
        this.failures = failures;
        this.group = group;
        this.delivered = delivered;
        this.refusals = new Refusals(target);
    }

    /** Connects, ends what an older delivery of the queue has left open, and reads the number. */
    static TransactionalDelivery connect(
            KafkaTarget target,
            ClientProperties client,
            KafkaFailures failures,
            DeliveryContext context)
            throws IOException {
        Producer<byte[], byte[]> producer = null;
        try {
            producer = Producers.create(client.transactionalProducer());
            producer.partitionsFor(target.topic());
            producer.initTransactions();
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(
                            client.consumer(),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer())) {
                return new TransactionalDelivery(
                        producer,
                        target,
                        failures,
                        consumer.groupMetadata(),
                        delivered(consumer, target, context));
            }
        } catch (KafkaException e) {
            Producers.close(producer);
            throw failures.describe(e);
        }
    }

    private static long delivered(
            KafkaConsumer<byte[], byte[]> consumer, KafkaTarget target, DeliveryContext context) {
        TopicPartition partition = partition(target);
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        byte[] position = context.position();
        long before = position.length == 0 ? NOTHING : ByteBuffer.wrap(position).getLong();
        if (offset == null && before != NOTHING) {
            LOG.warn(
                    "{}: the offset of group {} is gone, so flows that were delivered after the"
                            + " last checkpoint may be repeated; keep offsets longer than the job"
                            + " may be away (offsets.retention.minutes)",
                    target.label(),
                    consumer.groupMetadata().groupId());
        }
        return Math.max(offset == null ? NOTHING : offset.offset(), before);
    }

    /** The offset belongs to this partition; its number is not that of a record. */
    private static TopicPartition partition(KafkaTarget target) {
        return new TopicPartition(target.topic(), 0);
    }

    @Override
    public long lastDelivered() {
        return delivered;
    }

    /** Skips what the topic has: a commit may succeed though its answer was lost. */
    @Override
    public void deliver(List<Chunk> batch) throws IOException, InterruptedException {
        List<Chunk> rest = batch.stream().filter(chunk -> chunk.number() > delivered).toList();
        if (rest.isEmpty()) {
            return;
        }
        try {
            refusals.start();
            while (!tryTransaction(rest)) {
                producer.abortTransaction();
            }
            refusals.count();
        } catch (KafkaException e) {
            throw failures.describeUninterrupted(e);
        }
        delivered = rest.get(rest.size() - 1).number();
    }

    /** Commits all records but those refused; returns false if further ones were refused. */
    private boolean tryTransaction(List<Chunk> chunks) throws IOException {
        producer.beginTransaction();
        SendRound round = new SendRound(producer, target.topic());
        round.send(chunks, refusals.positions());
        if (refusals.add(round)) {
            return false;
        }
        failures.throwIf(round.failure());
        long last = chunks.get(chunks.size() - 1).number();
        producer.sendOffsetsToTransaction(
                Map.of(partition(target), new OffsetAndMetadata(last)), group);
        producer.commitTransaction();
        return true;
    }

    @Override
    public byte[] position() {
        return delivered == NOTHING
                ? NO_POSITION
                : ByteBuffer.allocate(Long.BYTES).putLong(delivered).array();
    }

    @Override
    public long refused() {
        return refusals.total();
    }

    @Override
    public void close() {
        Producers.close(producer);
    }
}
