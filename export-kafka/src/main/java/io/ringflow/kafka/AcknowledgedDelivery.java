package io.ringflow.kafka;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Delivers at least once: a batch is delivered when all replicas in sync have acknowledged all of
 * its records. A batch that fails is sent again as a whole.
 */
final class AcknowledgedDelivery implements Delivery {

    private final Producer<byte[], byte[]> producer;
    private final KafkaTarget target;
    private final KafkaFailures failures;
    private final Refusals refusals;

    private AcknowledgedDelivery(
            Producer<byte[], byte[]> producer, KafkaTarget target, KafkaFailures failures) {
        this.producer = producer;
        this.target = target;
        this.failures = failures;
        this.refusals = new Refusals(target);
    }

    /** Connects, and makes sure that the topic exists. */
    static AcknowledgedDelivery connect(
            KafkaTarget target, ClientProperties client, KafkaFailures failures)
            throws IOException {
        Producer<byte[], byte[]> producer = null;
        try {
            producer = Producers.create(client.producer());
            producer.partitionsFor(target.topic());
            return new AcknowledgedDelivery(producer, target, failures);
        } catch (KafkaException e) {
            Producers.close(producer);
            throw failures.describe(e);
        }
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException, InterruptedException {
        try {
            refusals.start();
            BitSet done = new BitSet();
            SendRound round = send(batch, done);
            // Records fail with a refused one if the producer sent them together.
            while (refusals.add(round)) {
                done.or(round.acknowledged());
                done.or(refusals.positions());
                round = send(batch, done);
            }
            failures.throwIf(round.failure());
            refusals.count();
        } catch (KafkaException e) {
            throw failures.describeUninterrupted(e);
        }
    }

    private SendRound send(List<Chunk> batch, BitSet omitted) {
        SendRound round = new SendRound(producer, target.topic());
        round.send(batch, omitted);
        return round;
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
