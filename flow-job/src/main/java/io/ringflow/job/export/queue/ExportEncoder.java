package io.ringflow.job.export.queue;

import io.ringflow.job.export.Export;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.filter.FlowFilter;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Encodes the flow records that an export selects, in chunks and in parallel. It needs no state,
 * because it sends its chunk before a checkpoint's barrier and when the watermark advances.
 *
 * <p>Chained to the flow tracker. Called by the task thread.
 */
public final class ExportEncoder extends AbstractStreamOperator<EncodedRecords>
        implements OneInputStreamOperator<Flow, EncodedRecords> {

    private static final long serialVersionUID = 1;
    private static final int CHUNK = 1 << 16;

    private final Export export;
    private transient RecordEncoder encoder;
    private transient FlowFilter filter;
    private transient Set<FlowEvent> events;
    private transient ByteArrayOutputStream chunk;
    private transient int records;

    /** Creates an operator for an export. */
    public ExportEncoder(Export export) {
        this.export = export;
    }

    @Override
    public void open() throws Exception {
        super.open();
        encoder = export.target().encoder(export.selection().fields());
        filter = FlowFilter.parse(export.selection().filter());
        events = export.selection().events();
        chunk = new ByteArrayOutputStream(2 * CHUNK);
    }

    @Override
    public void processElement(StreamRecord<Flow> element) {
        Flow flow = element.getValue();
        if (events.contains(flow.event()) && filter.matches(flow)) {
            int before = chunk.size();
            encoder.write(flow, chunk);
            if (chunk.size() > before) {
                records++;
            }
            if (chunk.size() >= CHUNK) {
                send();
            }
        }
    }

    private void send() {
        if (records > 0) {
            output.collect(new StreamRecord<>(new EncodedRecords(records, encoder.pack(chunk))));
            chunk.reset();
            records = 0;
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        // The timers of this watermark have already emitted their records.
        send();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        send();
    }

    @Override
    public void finish() {
        send();
    }
}
