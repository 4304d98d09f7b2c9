package io.ringflow.kafka;

import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that the broker never takes: those of the current batch, and how many there were before.
 * Used by the delivery thread.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final KafkaTarget target;
    private BitSet batch = new BitSet();
    private String reason = "";
    private long count;

    Refusals(KafkaTarget target) {
        this.target = target;
    }

    /** Starts a batch, or starts it again. */
    void start() {
        batch = new BitSet();
    }

    /** Adds what was refused in a round; returns false if that is nothing. */
    boolean add(SendRound round) {
        BitSet refused = round.refused();
        batch.or(refused);
        round.refusal().ifPresent(refusal -> reason = KafkaFailures.text(refusal));
        return !refused.isEmpty();
    }

    /** The positions of refused records in the batch. */
    BitSet positions() {
        return (BitSet) batch.clone();
    }

    /** Counts the refused records of a delivered batch, and logs each time they have doubled. */
    void count() {
        long before = count;
        count += batch.cardinality();
        if (Long.highestOneBit(before) != Long.highestOneBit(count)) {
            LOG.warn(
                    "{}: refused {} flows since it was connected: {}; raise max.message.bytes of"
                            + " the topic and max.request.size, or choose fewer fields",
                    target.label(),
                    count,
                    reason);
        }
    }

    /** How many records of delivered batches were refused. */
    long total() {
        return count;
    }
}
