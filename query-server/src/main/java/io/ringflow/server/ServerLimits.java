package io.ringflow.server;

import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;

/**
 * What clients may cost a server.
 *
 * @param connections how many, and how slow
 * @param streams what WebSockets may
 * @param answerBytes the heap for answers that are made or sent
 */
record ServerLimits(ConnectionLimits connections, StreamLimits streams, long answerBytes) {

    /** What users know, as far as the heap of this process goes. */
    static ServerLimits ofProcess() {
        return of(StreamLimits.DEFAULT);
    }

    /** The same with other limits for WebSockets. */
    static ServerLimits of(StreamLimits streams) {
        return new ServerLimits(ConnectionLimits.DEFAULT, streams, AnswerMemory.bytesOfHeap());
    }
}
