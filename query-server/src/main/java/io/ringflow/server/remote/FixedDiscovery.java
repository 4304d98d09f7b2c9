package io.ringflow.server.remote;

import java.util.List;

/**
 * A list of endpoints from the configuration.
 *
 * @param job the job's id; empty for the job of the first endpoint that answers
 * @param endpoints host and port of each process
 */
public record FixedDiscovery(String job, List<Endpoint> endpoints) implements Discovery {

    public FixedDiscovery {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("at least one endpoint must be given");
        }
    }

    @Override
    public Places places() {
        return new Places(job, endpoints);
    }
}
