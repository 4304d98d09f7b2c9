/** What Prometheus scrapes: the flow state, the JVM and the server's own requests. */
package io.ringflow.server.metrics;
