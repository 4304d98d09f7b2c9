package io.ringflow.server.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The metrics of connections: how many there are, and how many this server closed. Thread-safe. */
final class ConnectionMetrics {

    private static final String PREFIX = "ringflow.http.connections";

    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

    ConnectionMetrics(MeterRegistry registry, Connections connections) {
        Gauge.builder(PREFIX, connections, Connections::count)
                .description("Connections of clients")
                .register(registry);
        Gauge.builder(PREFIX + ".limit", connections, Connections::most)
                .description("Most connections allowed; fewer when file descriptors are short")
                .register(registry);
        for (CloseReason reason : CloseReason.values()) {
            closed.put(
                    reason,
                    Counter.builder(PREFIX + ".closed")
                            .description("Connections that the server closed or refused")
                            .tag("reason", reason.text())
                            .register(registry));
        }
    }

    void closed(CloseReason reason) {
        closed.get(reason).increment();
    }
}
