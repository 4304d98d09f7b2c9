package io.ringflow.server;

import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;

/**
 * Limits on what clients may cost a server.
 *
 * @param connections number and slowness of connections
 * @param streams limits of WebSockets
 * @param answerBytes heap for answers that are being made or sent
 */
record ServerLimits(ConnectionLimits connections, StreamLimits streams, long answerBytes) {

    /** The documented limits, with the answer memory that fits the heap of this process. */
    static ServerLimits ofProcess() {
        return of(StreamLimits.DEFAULT);
    }

    /** The same limits, except for WebSockets. */
    static ServerLimits of(StreamLimits streams) {
        return new ServerLimits(ConnectionLimits.DEFAULT, streams, AnswerMemory.bytesOfHeap());
    }
}
