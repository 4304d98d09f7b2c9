package io.ringflow.capture.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent by the enumerator to readers about once a second.
 *
 * @param nanos the {@link ReferenceTime}, nanoseconds since the epoch
 */
record ReferenceEvent(long nanos) implements SourceEvent {

    private static final long serialVersionUID = 1;
}
