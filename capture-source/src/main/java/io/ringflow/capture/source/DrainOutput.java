package io.ringflow.capture.source;

import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Output for the last records of a capture: event time is left to Flink, which ends it if the job
 * is drained, and to the next run if not.
 */
record DrainOutput<T>(Consumer<T> records) implements SourceOutput<T> {

    @Override
    public void collect(T record) {
        records.accept(record);
    }

    @Override
    public void collect(T record, long timestamp) {
        records.accept(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        // Flink emits the end of event time, if it ends.
    }

    @Override
    public void markIdle() {
        // Nothing waits for this output.
    }

    @Override
    public void markActive() {
        // Nothing waits for this output.
    }
}
