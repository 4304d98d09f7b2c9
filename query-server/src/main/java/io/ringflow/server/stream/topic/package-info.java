/**
 * What WebSocket clients can subscribe to. Each topic is evaluated and formatted once for all of
 * its subscribers ({@link io.ringflow.server.stream.topic.Broadcasts}); the package knows
 * subscribers as an interface, and neither connections nor frames. Used by {@code stream}.
 */
package io.ringflow.server.stream.topic;
