package io.ringflow.job.export.ipfix;

import java.io.Serializable;
import java.time.Duration;

/**
 * How flows are exported to a collector. Immutable.
 *
 * @param protocol what the collector understands
 * @param collector where it listens
 * @param transport how messages get there
 * @param tls the files for TLS; not used by other transports
 * @param biflow true if a record has both directions, false if each direction has a record
 * @param times which elements tell a flow's start and end
 * @param templateInterval after how long templates are repeated over UDP, and statistics sent
 * @param mtu maximum length of an IP packet over UDP
 * @param observationDomainId the domain of all flows, or {@link ObservationDomains#BY_HOST}
 */
record CollectorSettings(
        CollectorProtocol protocol,
        CollectorAddress collector,
        CollectorTransport transport,
        TlsFiles tls,
        boolean biflow,
        FlowTimes times,
        Duration templateInterval,
        int mtu,
        long observationDomainId)
        implements Serializable {

    /** Default of {@code templateInterval}. */
    static final Duration TEMPLATE_INTERVAL = Duration.ofMinutes(1);

    /** Every link of IPv6 takes packets of this length (RFC 8200, 5). */
    static final int DEFAULT_MTU = 1280;

    /** Templates and records of flows; the encoders and the delivery have the same ones. */
    FlowTemplates templates() {
        return new FlowTemplates(protocol, times);
    }
}
