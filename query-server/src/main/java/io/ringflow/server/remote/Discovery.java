package io.ringflow.server.remote;

import java.io.IOException;
import java.util.List;

/** Tells where processes of the job may answer. Asked every second by one thread. */
public interface Discovery {

    /**
     * Where to look.
     *
     * @param job Flink's id of the job, 32 hexadecimal digits; empty for whichever answers
     * @param endpoints where its processes may answer; most may not exist
     */
    record Places(String job, List<Endpoint> endpoints) {
        public Places {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Where processes of the job may answer now.
     *
     * @throws IOException where that can't be found out; the message says why
     */
    Places places() throws IOException, InterruptedException;
}
