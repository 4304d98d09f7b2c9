package io.ringflow.kafka;

import io.ringflow.job.export.Chunk;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends the records of a batch once, and waits until the broker has answered for all of them. The
 * producer's thread reports the answers.
 */
final class SendRound {

    private final Producer<byte[], byte[]> producer;
    private final String topic;

    /** By their positions in the batch; guarded by this. */
    private final BitSet acknowledged = new BitSet();

    private final BitSet refused = new BitSet();
    private Exception refusal;
    private Exception failure;

    SendRound(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Sends all records but some. Returns when each was acknowledged or has failed, which takes
     * {@code max.block.ms} and {@code delivery.timeout.ms} at most.
     *
     * @param omitted positions in the batch
     */
    void send(List<Chunk> batch, BitSet omitted) {
        int[] position = {0};
        for (Chunk chunk : batch) {
            KeyedRecords.forEach(
                    chunk,
                    (key, value) -> {
                        int record = position[0]++;
                        if (!omitted.get(record) && failure().isEmpty()) {
                            send(record, key, value);
                        }
                    });
        }
        producer.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback reports the same
    private void send(int record, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, e) -> answer(record, e));
    }

    private synchronized void answer(int record, Exception e) {
        if (e == null) {
            acknowledged.set(record);
        } else if (isRefusal(e)) {
            refused.set(record);
            refusal = e;
        } else if (failure == null) {
            failure = e;
        }
    }

    /** Returns true if the same record would fail again. */
    private static boolean isRefusal(Exception e) {
        return e instanceof RecordTooLargeException || e instanceof InvalidRecordException;
    }

    /** The records that the broker has. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    /** The records that the broker never takes. */
    synchronized BitSet refused() {
        return (BitSet) refused.clone();
    }

    /** Why the last of them was refused. */
    synchronized Optional<Exception> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Why the first record failed that was not refused; empty if none has. */
    synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }
}
