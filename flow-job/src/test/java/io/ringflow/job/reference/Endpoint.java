package io.ringflow.job.reference;

import io.ringflow.model.IpAddress;
import java.util.Comparator;

/**
 * One side of a flow.
 *
 * @param port the port; for ICMP, the value used in its place
 */
record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {

    private static final Comparator<Endpoint> ORDER =
            Comparator.comparing(Endpoint::address).thenComparing(Endpoint::port);

    @Override
    public int compareTo(Endpoint other) {
        return ORDER.compare(this, other);
    }
}
