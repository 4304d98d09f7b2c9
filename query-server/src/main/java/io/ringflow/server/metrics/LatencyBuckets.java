package io.ringflow.server.metrics;

import java.time.Duration;

/** Where the histograms of this server are cut. */
final class LatencyBuckets {

    private LatencyBuckets() {}

    /** From what a look-up takes to the longest that any question may take. */
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
