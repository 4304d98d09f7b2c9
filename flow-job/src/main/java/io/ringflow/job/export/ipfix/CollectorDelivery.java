package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends records to a collector, with a message for each observation domain at a time. Its position
 * are the counts of all domains, so that sequence numbers continue when the job is restored and a
 * batch that failed is sent again with the same numbers.
 */
final class CollectorDelivery implements Delivery {

    /** The domain of messages about the exporter (RFC 7011, 3.1). */
    private static final int NO_DOMAIN = 0;

    private final CollectorSettings settings;
    private final DomainMessages.Link link;
    private final DeliveryContext context;
    private final FlowTemplates templates;
    private final ObservationDomains hosts;
    private final Map<Integer, DomainCounts> counts;
    private final Map<Integer, DomainMessages> domains = new TreeMap<>();
    private long statisticsMillis = Long.MIN_VALUE;

    CollectorDelivery(
            CollectorSettings settings,
            Transport transport,
            DomainMessages.WallClock clock,
            DeliveryContext context)
            throws IOException {
        this.settings = settings;
        this.link = new DomainMessages.Link(settings, transport, clock, context.live());
        this.context = context;
        this.templates = settings.templates();
        this.hosts = new ObservationDomains(settings.observationDomainId());
        this.counts = DeliveryPosition.read(context.position());
    }

    @Override
    public void deliver(List<Chunk> batch) throws IOException {
        link.transport().check();
        for (Chunk chunk : batch) {
            FramedRecords records = new FramedRecords(settings.protocol(), chunk.bytes());
            while (records.next()) {
                domain(records.domain()).add(records, templates);
            }
        }
        addStatistics();
        for (DomainMessages messages : domains.values()) {
            messages.flush();
        }
    }

    /**
     * Sends statistics by time, also while no flow ends, and finds out whether somebody listens.
     */
    @Override
    public void idle() throws IOException {
        link.transport().check();
        addStatistics();
        for (DomainMessages messages : domains.values()) {
            messages.flush();
        }
    }

    private DomainMessages domain(int id) {
        DomainMessages known = domains.get(id);
        if (known == null) {
            DomainCounts counted = counts.computeIfAbsent(id, unused -> new DomainCounts());
            known = new DomainMessages(id, counted, link);
            domains.put(id, known);
        }
        return known;
    }

    /** Adds statistics soon after the connection was made, and then after each interval. */
    private void addStatistics() throws IOException {
        long now = link.clock().millis();
        boolean first = statisticsMillis == Long.MIN_VALUE;
        if (!first && now - statisticsMillis < settings.templateInterval().toMillis()) {
            return;
        }
        statisticsMillis = now;
        for (int id : new TreeSet<>(counts.keySet())) {
            if (id != NO_DOMAIN) {
                // What this batch has not sent yet is in the next statistics.
                byte[] record = ExporterOptions.exported(id, counts.get(id));
                domain(link.netFlow9() ? id : NO_DOMAIN)
                        .addOptions(ExporterOptions.EXPORTED, record);
            }
        }
        if (!link.netFlow9()) {
            addNames();
            addCaptures();
        }
    }

    private void addNames() throws IOException {
        for (String host : new TreeSet<>(List.of(context.host(), Observer.REPLAY_HOST))) {
            int id = hosts.of(host);
            if (counts.containsKey(id) && (context.live() || !host.equals(context.host()))) {
                domain(NO_DOMAIN)
                        .addOptions(ExporterOptions.DOMAIN, ExporterOptions.domain(id, host));
            }
        }
    }

    private void addCaptures() throws IOException {
        for (InterfaceStatus status : ExporterOptions.captures(context.job())) {
            int id = hosts.of(status.observer().host());
            domain(NO_DOMAIN)
                    .addOptions(ExporterOptions.CAPTURE, ExporterOptions.capture(id, status));
        }
    }

    @Override
    public byte[] position() {
        return DeliveryPosition.write(counts);
    }

    @Override
    public void close() throws IOException {
        link.transport().close();
    }
}
