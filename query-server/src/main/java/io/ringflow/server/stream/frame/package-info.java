/**
 * The frames of WebSockets as RFC 6455 defines them: reads a client's frames, writes the server's.
 * Knows nothing of the messages inside. Used by {@code stream}.
 */
package io.ringflow.server.stream.frame;
