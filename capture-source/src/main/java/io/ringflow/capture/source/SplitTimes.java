package io.ringflow.capture.source;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent by a reader to the enumerator about once a second: the event time of its splits.
 *
 * @param nanosBySplit newest event time of each split, by its id, nanoseconds since the epoch
 */
record SplitTimes(Map<String, Long> nanosBySplit) implements SourceEvent {

    private static final long serialVersionUID = 1;

    SplitTimes {
        nanosBySplit = Map.copyOf(nanosBySplit);
    }
}
