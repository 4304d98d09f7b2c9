package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.model.text.TimeText;

/**
 * The event time of one capture: decides for each packet whether it is late. Used by the thread
 * that reads the capture; the results depend only on the times that it has seen, in their order.
 *
 * <p>Call {@link #held} first: if a packet is held, {@link #resolve} says what to do with it before
 * the next one is seen.
 */
final class EventClock {

    /** The packet belongs to the bucket of its event time. */
    static final int ON_TIME = 0;

    /** The packet is later than allowed and belongs to the oldest open bucket. */
    static final int LATE = 1;

    /** The caller must hold the packet until the next one shows what its time means. */
    static final int HOLD = 2;

    /**
     * The packet starts a new epoch, because the capture's clock was set: the caller closes all
     * open buckets, then treats the packet as on time.
     */
    static final int EPOCH = 3;

    private final EventTimeBuckets buckets;
    private long newestNanos = Long.MIN_VALUE;
    private long oldestOpenNanos;

    EventClock(EventTimeBuckets buckets) {
        this.buckets = buckets;
        this.oldestOpenNanos = buckets.oldestOpenBucket(newestNanos);
    }

    /** Newest event time; {@link Long#MIN_VALUE} before the first packet. */
    long newestNanos() {
        return newestNanos;
    }

    /** Start of the oldest bucket that is open. */
    long oldestOpenNanos() {
        return oldestOpenNanos;
    }

    /** What must be added to a packet's time to get event time. */
    long offsetNanos() {
        return 0;
    }

    /** Returns true if a packet is held. */
    boolean held() {
        return false;
    }

    /**
     * Decides about the held packet.
     *
     * @param nextNanos time of the packet after it; {@link Long#MAX_VALUE} if none comes
     * @return {@link #EPOCH}, {@link #ON_TIME} or {@link #LATE}
     */
    int resolve(long nextNanos) {
        throw new IllegalStateException("no packet is held at " + nextNanos);
    }

    /**
     * Takes note of a packet, which advances event time if it is the newest.
     *
     * @param packetNanos time of the packet, or {@link TimeText#OUT_OF_RANGE}
     * @return {@link #ON_TIME}, {@link #LATE} or {@link #HOLD}
     */
    int see(long packetNanos) {
        if (packetNanos == TimeText.OUT_OF_RANGE) {
            return LATE;
        }
        advance(packetNanos);
        return packetNanos < oldestOpenNanos ? LATE : ON_TIME;
    }

    /** Advances event time although no packet arrived. */
    void advance(long nanos) {
        if (nanos > newestNanos) {
            newestNanos = nanos;
            if (newestNanos - oldestOpenNanos >= buckets.closingAfterNanos()) {
                oldestOpenNanos = buckets.oldestOpenBucket(newestNanos);
            }
        }
    }
}
