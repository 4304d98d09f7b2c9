package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.io.Serializable;
import org.apache.flink.api.connector.source.SourceOutput;

/** PROVISIONAL: replaced by the one of the source area. */
public interface CaptureRecords<P, T> extends Serializable {

    CaptureFold<P> newFold(Observer observer);

    Emitter<P, T> newEmitter(int subtask);

    interface Emitter<P, T> {
        void emit(CaptureReport report, P payload, SourceOutput<T> output);
    }
}
