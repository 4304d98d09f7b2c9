package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * What a source makes of packets: what is kept of them until they are emitted, and the records that
 * this becomes. Immutable and thread-safe.
 *
 * @param <P> what is kept of the packets
 * @param <T> the records of the source
 */
interface CaptureRecords<P, T> extends Serializable {

    /** Creates the fold of an observer's packets, for the thread that reads the capture. */
    CaptureFold<P> newFold(Observer observer);

    /** Merges what waits in the log of a live capture. */
    Merger<P> merger();

    /**
     * Creates the emitter of a reader, for the task thread.
     *
     * @param subtask index of the reader
     */
    Emitter<P, T> newEmitter(int subtask);

    /** Emits records. Used by one task thread. */
    interface Emitter<P, T> {

        /**
         * Emits what was closed.
         *
         * @param report the counts; not changed
         * @param payload what is kept of the packets, not changed; null if there is nothing
         */
        void emit(CaptureReport report, P payload, SourceOutput<T> output);
    }
}
