/**
 * What Prometheus scrapes: the flow state, the JVM and the server's own requests. Other packages
 * register their metrics in the registry that {@link io.ringflow.server.metrics.ServerMetrics}
 * makes, which they get from the server's wiring.
 */
package io.ringflow.server.metrics;
