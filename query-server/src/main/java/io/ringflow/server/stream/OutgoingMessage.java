package io.ringflow.server.stream;

import io.helidon.common.buffers.BufferData;

/** A message that a connection's writer sends. */
sealed interface OutgoingMessage {

    /** A text message for this client only. */
    record Text(String json) implements OutgoingMessage {}

    /** A subscription's message: its own head and the tail that all subscribers share. */
    record Update(Subscriber subscriber, String head, String tail) implements OutgoingMessage {

        /** The size in characters. */
        int size() {
            return head.length() + tail.length();
        }
    }

    /** Makes a silent client show that it is alive. */
    record Ping() implements OutgoingMessage {}

    /** The answer to a client's ping, with its payload. */
    record Pong(BufferData payload) implements OutgoingMessage {}

    /** The last message of a connection. */
    record Close(int code, String reason) implements OutgoingMessage {}
}
