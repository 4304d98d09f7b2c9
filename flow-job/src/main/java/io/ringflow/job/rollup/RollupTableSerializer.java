package io.ringflow.job.rollup;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes the sums of open windows for checkpoints. */
public final class RollupTableSerializer extends RecordSerializer<RollupTable> {

    /** Type information of tables. */
    public static final RecordType<RollupTable> TYPE =
            new RecordType<>(RollupTable.class, new RollupTableSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RollupTable> {
        public Snapshot() {
            super(RollupTableSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<RollupTable> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    protected void write(RollupTable record, DataOutputView out) throws IOException {
        byte[] sums = record.encode();
        out.writeInt(sums.length);
        out.write(sums);
    }

    /** Without writing it: a task does this for each large table whenever there is a checkpoint. */
    @Override
    public RollupTable copy(RollupTable from) {
        return from.copy();
    }

    @Override
    protected RollupTable read(int version, DataInputView in) throws IOException {
        RollupTable table = new RollupTable();
        byte[] sums = new byte[in.readInt()];
        in.readFully(sums);
        table.add(sums);
        return table;
    }
}
