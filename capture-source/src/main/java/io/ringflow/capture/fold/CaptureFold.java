package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.report.CaptureReport;

/**
 * Turns the decoded packets of one capture into what its log holds. Decides how event time
 * advances, which depends only on the packets and on {@link #advance}, never on how packets are
 * grouped.
 *
 * <p>One instance per split, used by the thread that reads the capture.
 *
 * @param <P> what is kept of the packets
 */
public interface CaptureFold<P> {

    /**
     * The counts since the last {@link Closed} that {@link #poll} returned. A live capture adds the
     * state of its interface, drops and gaps to it.
     */
    CaptureReport report();

    /**
     * Lets event time start apart from the capture's clock. Called before anything is folded, or
     * not at all.
     *
     * @param eventNanos event time, nanoseconds since the epoch
     * @param clockNanos what the capture's clock shows then
     */
    void start(long eventNanos, long clockNanos);

    /**
     * Folds decoded packets, and adds the counts of the group.
     *
     * @param group packets in the order of the capture, and the counts of their frames; may be
     *     reused by the caller afterwards
     */
    void add(PacketBatch group);

    /**
     * Advances event time although no packet arrived.
     *
     * @param nanos time of the capture's clock, nanoseconds since the epoch: all packets before it
     *     have been added
     */
    void advance(long nanos);

    /** Makes the next {@link #poll} return the counts so far, although no bucket has closed. */
    void mark();

    /** Ends the capture: closes all buckets. */
    void end();

    /** The next closed bucket, or null if none is closed. */
    Closed<P> poll();

    /**
     * A closed bucket, or a part of one.
     *
     * @param report what was counted since the one before; {@code report.newestNanos} is event time
     * @param payload what is kept of the packets; null for a mark of time and counts alone
     * @param bytes memory that the payload takes
     * @param openNanos event time before which nothing is left in the fold; at most {@code
     *     report.newestNanos}
     */
    record Closed<P>(CaptureReport report, P payload, long bytes, long openNanos) {

        /** Leaves nothing in the fold. */
        public Closed(CaptureReport report, P payload, long bytes) {
            this(report, payload, bytes, report.newestNanos);
        }
    }
}
