package io.ringflow.capture.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent by the enumerator to a reader that gets no split for now, so that it does not hold back
 * event time. A reader that has heard nothing may still get one.
 */
record NoSplits() implements SourceEvent {

    private static final long serialVersionUID = 1;
}
