package io.ringflow.capture.fragment;

import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.capture.serial.CaptureFields;
import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes fragment batches when they are sent between tasks. */
public final class FragmentBatchSerializer extends RecordSerializer<FragmentBatch> {

    /** Type information of fragment batches. */
    public static final RecordType<FragmentBatch> TYPE =
            new RecordType<>(FragmentBatch.class, new FragmentBatchSerializer());

    private static final long serialVersionUID = 1;

    private static final CaptureReportSerializer REPORTS = new CaptureReportSerializer();

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FragmentBatch> {
        public Snapshot() {
            super(FragmentBatchSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<FragmentBatch> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int oldestVersion() {
        return FragmentLayout.VERSION;
    }

    @Override
    protected int version() {
        return FragmentLayout.VERSION;
    }

    @Override
    protected void write(FragmentBatch batch, DataOutputView out) throws IOException {
        out.writeInt(batch.shardKey);
        out.writeLong(batch.bucketNanos);
        CaptureFields.writeObserver(batch.observer, out);
        CaptureFields.writeGap(batch.gap, out);
        out.writeLong(batch.newestNanos);
        out.writeInt(batch.count);
        LongBlocks.write(batch.rows, 0, batch.count * FragmentLayout.WORDS, out);
        LongBlocks.write(batch.details, out);
        out.writeBoolean(batch.report != null);
        if (batch.report != null) {
            REPORTS.serialize(batch.report, out);
        }
    }

    @Override
    protected FragmentBatch read(int version, DataInputView in) throws IOException {
        FragmentBatch batch = new FragmentBatch();
        batch.shardKey = in.readInt();
        batch.bucketNanos = in.readLong();
        batch.observer = CaptureFields.readObserver(in);
        batch.gap = CaptureFields.readGap(batch.observer, in);
        batch.newestNanos = in.readLong();
        batch.count = in.readInt();
        batch.rows = new long[batch.count * FragmentLayout.WORDS];
        LongBlocks.read(batch.rows, 0, batch.rows.length, in);
        LongBlocks.read(batch.details, in);
        if (in.readBoolean()) {
            batch.report = REPORTS.deserialize(in);
        }
        return batch;
    }
}
