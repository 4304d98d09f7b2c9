package io.ringflow.server.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.ringflow.server.stream.topic.Topic;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The metrics of WebSocket connections. Thread-safe. */
final class StreamMetrics {

    private static final String PREFIX = "ringflow.websocket.";

    private final Counter messages;
    private final Map<String, Counter> missed;

    StreamMetrics(MeterRegistry registry) {
        messages =
                Counter.builder(PREFIX + "messages")
                        .description("Messages sent to WebSocket clients")
                        .register(registry);
        missed =
                Topic.NAMES.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(), topic -> missed(topic, registry)));
    }

    private static Counter missed(String topic, MeterRegistry registry) {
        return Counter.builder(PREFIX + "missed")
                .description("Updates that WebSocket clients missed")
                .tag("topic", topic)
                .register(registry);
    }

    /** Registers gauges of the present connections. */
    void watch(Streams streams, MeterRegistry registry) {
        gauge("connections", "WebSocket connections open", streams, Streams::connections, registry);
        gauge(
                "subscriptions",
                "Subscriptions of WebSocket connections",
                streams,
                Streams::subscriptions,
                registry);
        gauge(
                "queued.messages",
                "Messages that wait for WebSocket clients to read",
                streams,
                Streams::queued,
                registry);
    }

    private static void gauge(
            String name,
            String description,
            Streams streams,
            ToIntFunction<Streams> value,
            MeterRegistry registry) {
        Gauge.builder(PREFIX + name, streams, value::applyAsInt)
                .description(description)
                .register(registry);
    }

    /** Counts one sent message. */
    void sent() {
        messages.increment();
    }

    /** Counts updates that a subscriber of a topic missed. */
    void missed(String topic, long count) {
        missed.get(topic).increment((double) count);
    }
}
