package io.ringflow.job.rollup;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes the sums of shards and captures when they are sent between tasks. */
public final class RollupBatchSerializer extends RecordSerializer<RollupBatch> {

    /** Type information of batches. */
    public static final RecordType<RollupBatch> TYPE =
            new RecordType<>(RollupBatch.class, new RollupBatchSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RollupBatch> {
        public Snapshot() {
            super(RollupBatchSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<RollupBatch> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    protected void write(RollupBatch record, DataOutputView out) throws IOException {
        out.writeInt(record.partition());
        out.writeLong(record.startNanos());
        out.writeInt(record.sums().length);
        out.write(record.sums());
    }

    @Override
    protected RollupBatch read(int version, DataInputView in) throws IOException {
        int partition = in.readInt();
        long startNanos = in.readLong();
        byte[] sums = new byte[in.readInt()];
        in.readFully(sums);
        return new RollupBatch(partition, startNanos, sums);
    }

    @Override
    public RollupBatch copy(RollupBatch from) {
        return from;
    }
}
