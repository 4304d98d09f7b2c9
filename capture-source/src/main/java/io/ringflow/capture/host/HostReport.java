package io.ringflow.capture.host;

import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Sent by a reader to the enumerator when it starts and whenever its host's interfaces change: the
 * host on which it runs, and the interfaces that it could capture there.
 *
 * @param host the host's name
 * @param interfaces the selected interfaces that exist on it, sorted
 */
public record HostReport(String host, List<String> interfaces) implements SourceEvent {

    private static final long serialVersionUID = 1;

    public HostReport {
        interfaces = List.copyOf(interfaces);
    }
}
