package io.ringflow.capture.source;

import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Output of a source that Flink no longer polls: records go on, event time is at its end anyway.
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
        // The end of event time is emitted by Flink.
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
