package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A flow collector.
 *
 * @param settings how it is reached
 */
record CollectorTarget(CollectorSettings settings) implements ExportTarget {

    private static final Batching BATCHING = new Batching(1 << 16, Duration.ofSeconds(1), false);

    @Override
    public String label() {
        return "%s to %s (%s)"
                .formatted(
                        settings.protocol().label(),
                        settings.collector().text(),
                        settings.transport().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean choosesFields() {
        return false;
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return new FlowRecordEncoder(settings);
    }

    /** Sequence numbers count the records of a domain, so one task sends all of them. */
    @Override
    public boolean parallel() {
        return false;
    }

    @Override
    public Batching batching() {
        return BATCHING;
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        Transport transport = Transports.connect(settings);
        return new CollectorDelivery(settings, transport, System::currentTimeMillis, context);
    }
}
