package io.ringflow.job.export.ipfix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The observation domain of each host. Flows belong to the domain of the first of their observers.
 * Not thread-safe.
 */
final class ObservationDomains {

    /** Stands for no id in the configuration. */
    static final long BY_HOST = 0;

    private static final int MAX_KNOWN = 10_000;

    private final long configured;
    private final Map<String, Integer> known = new HashMap<>();

    /**
     * Creates the domains of an export.
     *
     * @param configured the id for all hosts, or {@link #BY_HOST}
     */
    ObservationDomains(long configured) {
        this.configured = configured;
    }

    int of(Flow flow) {
        if (configured != BY_HOST || flow.observers().isEmpty()) {
            return (int) configured;
        }
        return of(flow.observers().getFirst().observer().host());
    }

    /** The domain of a host: the checksum of its name, so that it is the same after restarts. */
    int of(String host) {
        if (configured != BY_HOST) {
            return (int) configured;
        }
        Integer id = known.get(host);
        if (id == null) {
            CRC32 checksum = new CRC32();
            checksum.update(host.getBytes(UTF_8));
            // 0 is for messages that concern no domain.
            id = Math.max(1, (int) (checksum.getValue() >>> 1));
            if (known.size() < MAX_KNOWN) {
                known.put(host, id);
            }
        }
        return id;
    }

    /** The interface at which the first observer saw a flow; empty if there is none. */
    static String interfaceName(Flow flow) {
        if (flow.observers().isEmpty()) {
            return "";
        }
        Observer first = flow.observers().getFirst().observer();
        return first.interfaceName();
    }
}
