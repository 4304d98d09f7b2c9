package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * What a source makes of packets: how they are folded where they are captured, and how the result
 * becomes records.
 *
 * @param <P> what the fold keeps of the packets
 * @param <T> the records of the source
 */
interface CaptureRecords<P, T> extends Serializable {

    /**
     * Creates the fold of one capture. Called and used by the thread that reads the capture.
     *
     * @param hashSeed seed of the hash of flows' keys
     */
    CaptureFold<P> newFold(Observer observer, long hashSeed);

    /** Merges what waits in the log of a live capture if memory is short. */
    Merger<P> merger();

    /** The buckets of the folds, from which watermarks follow. */
    EventTimeBuckets eventTime();

    /**
     * Moves what a capture behind all others saw to a bucket that is still open.
     *
     * @param payload what was closed; must not be changed
     * @param report its counts, to which the late packets are added
     * @param newestNanos event time of the split, which was moved up
     * @return the payload itself if its bucket is still open
     */
    P movedUp(P payload, CaptureReport report, long newestNanos);

    /** Creates the emitter of a reader. */
    Emitter<P, T> newEmitter(int subtask);

    /**
     * Emits records. Used by one task thread.
     *
     * @param <P> what the fold keeps of the packets
     * @param <T> the records of the source
     */
    interface Emitter<P, T> {

        /**
         * Emits what was closed, then the watermark that follows from it.
         *
         * @param report the counts, which belong to the emitter from now on
         * @param payload what was kept of the packets, which must not be changed; null if nothing
         * @param output the output of the split
         */
        void emit(CaptureReport report, P payload, SourceOutput<T> output);
    }
}
