package io.ringflow.server.metrics;

import java.time.Duration;

/** The bucket limits of this server's latency histograms. */
final class LatencyBuckets {

    private LatencyBuckets() {}

    /** Covers everything from a single look-up to the longest query allowed. */
    static Duration[] of() {
        return new Duration[] {
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10)
        };
    }
}
