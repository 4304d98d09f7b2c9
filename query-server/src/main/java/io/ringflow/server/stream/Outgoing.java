package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;

/** One thing for a connection's writer to send. */
sealed interface Outgoing {

    /** A text message that has no part in common with those of others. */
    record Text(String json) implements Outgoing {}

    /** A message of a subscription: its own head, and the tail that all subscribers share. */
    record Update(Subscriber subscriber, String head, String tail) implements Outgoing {

        int size() {
            return head.length() + tail.length();
        }
    }

    /** Asks the client for a sign of life. */
    record Ping() implements Outgoing {}

    /** The answer to a client's ping, with its bytes. */
    record Pong(BufferData payload) implements Outgoing {}

    /** The last of all. */
    record Close(int code, String reason) implements Outgoing {}
}
