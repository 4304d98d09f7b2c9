package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Encodes flows as data records. Only ended flows become records: collectors add up the counts of
 * records, so the totals of a flow that continues would be counted twice.
 */
final class FlowRecordEncoder implements RecordEncoder {

    private static final int MAX_RECORD = 512;

    private final CollectorProtocol protocol;
    private final boolean biflow;
    private final FlowTemplates templates;
    private final ObservationDomains domains;
    private final DirectedFlow directed = new DirectedFlow();
    private final ByteBuffer scratch = ByteBuffer.allocate(MAX_RECORD);

    FlowRecordEncoder(CollectorSettings settings) {
        this.protocol = settings.protocol();
        this.biflow = settings.biflow();
        this.templates = settings.templates();
        this.domains = new ObservationDomains(settings.observationDomainId());
    }

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        if (flow.event() != FlowEvent.END) {
            return;
        }
        if (biflow) {
            append(directed.both(flow), out);
            return;
        }
        if (flow.src().packets() > 0) {
            append(directed.one(flow, false), out);
        }
        if (flow.dst().packets() > 0) {
            append(directed.one(flow, true), out);
        }
    }

    private void append(DirectedFlow shown, ByteArrayOutputStream out) {
        int domain = domains.of(shown.flow());
        FramedRecords.append(protocol, domain, shown, templates, scratch, out);
    }
}
