package io.ringflow.job.export;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Encodes flow records in chunks, in parallel before the single writer. It needs no state, because
 * it sends its chunk before a checkpoint's barrier and when the watermark advances.
 *
 * <p>Chained to the flow tracker. Called by the task thread.
 */
public final class FlowEncoder extends AbstractStreamOperator<byte[]>
        implements OneInputStreamOperator<Flow, byte[]> {

    private static final long serialVersionUID = 1;
    private static final int CHUNK = 1 << 16;

    private final FileExport export;
    private transient FlowWriter writer;
    private transient ByteArrayOutputStream chunk;

    /** Creates an operator for an export. */
    public FlowEncoder(FileExport export) {
        this.export = export;
    }

    @Override
    public void open() throws Exception {
        super.open();
        writer = export.writer();
        chunk = new ByteArrayOutputStream(2 * CHUNK);
    }

    @Override
    public void processElement(StreamRecord<Flow> element) {
        Flow flow = element.getValue();
        if (export.interim() || flow.event() == FlowEvent.END) {
            writer.write(flow, chunk);
            if (chunk.size() >= CHUNK) {
                send();
            }
        }
    }

    private void send() {
        if (chunk.size() > 0) {
            output.collect(new StreamRecord<>(chunk.toByteArray()));
            chunk.reset();
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
