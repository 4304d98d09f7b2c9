/**
 * Live updates over WebSocket ({@code /api/v1/stream}): connections, their subscriptions and the
 * queues of what they have yet to send. {@link io.ringflow.server.stream.Streams} is the entry
 * point; only the server's wiring uses it.
 */
package io.ringflow.server.stream;
