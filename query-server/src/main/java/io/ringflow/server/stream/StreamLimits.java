package io.ringflow.server.stream;

import java.time.Duration;

/**
 * What WebSocket connections may cost, and how long they may keep the server waiting.
 *
 * @param connections connections at once
 * @param topics different topics at once, of all connections
 * @param queuedMessages updates that may wait for one client
 * @param queuedBytes characters of the updates that may wait for one client
 * @param sendPatience how long one message may take to be sent before its connection is closed
 * @param closePatience how long a client may take to answer a close before it is cut off
 * @param pingAfter how long a client may be silent before it is pinged
 * @param retryAfter how long to wait before a job that is away is asked again
 */
public record StreamLimits(
        int connections,
        int topics,
        int queuedMessages,
        int queuedBytes,
        Duration sendPatience,
        Duration closePatience,
        Duration pingAfter,
        Duration retryAfter) {

    /** The limits that users know. */
    public static final StreamLimits DEFAULT =
            new StreamLimits(
                    1024,
                    1024,
                    256,
                    4 * 1024 * 1024,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(1));

    /** Subscriptions that one connection may have. */
    static final int SUBSCRIPTIONS = 16;

    /** The longest message that a client may send, in bytes. */
    static final int MESSAGE_BYTES = 64 * 1024;

    /** The longest frame that is read at all, in bytes: one that is longer ends the connection. */
    static final int FRAME_BYTES = 4 * MESSAGE_BYTES;
}
