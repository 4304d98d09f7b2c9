package io.ringflow.rpc.discovery;

import java.util.List;

/**
 * The endpoints that the configuration lists.
 *
 * @param job the job's id; if empty, the job of the first endpoint that answers
 * @param endpoints host and port of each process
 */
public record FixedDiscovery(String job, List<Endpoint> endpoints) implements Discovery {

    public FixedDiscovery {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("at least one endpoint is required");
        }
    }

    @Override
    public Places places() {
        return new Places(job, endpoints);
    }
}
