package io.ringflow.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts records that the broker never takes. Used by the delivery thread. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final KafkaTarget target;
    private long count;

    Refusals(KafkaTarget target) {
        this.target = target;
    }

    /** Adds records, and logs them unless there are few compared with those already logged. */
    void add(int records, Exception reason) {
        long before = count;
        count += records;
        if (Long.highestOneBit(before) != Long.highestOneBit(count)) {
            LOG.warn(
                    "{}: refused {} flows since it was connected: {}; raise max.message.bytes of"
                            + " the topic and max.request.size, or choose fewer fields",
                    target.label(),
                    count,
                    KafkaFailures.text(reason));
        }
    }

    long count() {
        return count;
    }
}
