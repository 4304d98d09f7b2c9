package io.ringflow.rpc.discovery;

import java.io.IOException;
import java.util.List;

/** Finds the endpoints at which processes of the job may answer. Called by one thread. */
public interface Discovery {

    /**
     * What was found.
     *
     * @param job Flink's id of the job, 32 hexadecimal digits; if empty, the job of the first
     *     process that answers
     * @param endpoints the candidates; most of them may not exist
     */
    record Places(String job, List<Endpoint> endpoints) {
        public Places {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Finds the endpoints at which processes of the job may answer now.
     *
     * @throws IOException if that fails; the message says why
     */
    Places places() throws IOException, InterruptedException;
}
