package io.ringflow.job.rollup;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import io.ringflow.model.state.query.Resolution;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes closed windows for checkpoints, and when they are sent between tasks. */
public final class RollupWindowSerializer extends RecordSerializer<RollupWindow> {

    /** Type information of windows. */
    public static final RecordType<RollupWindow> TYPE =
            new RecordType<>(RollupWindow.class, new RollupWindowSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RollupWindow> {
        public Snapshot() {
            super(RollupWindowSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<RollupWindow> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    protected void write(RollupWindow record, DataOutputView out) throws IOException {
        out.writeByte(record.resolution().ordinal());
        out.writeInt(record.partition());
        out.writeLong(record.startNanos());
        record.columns().write(out);
    }

    @Override
    protected RollupWindow read(int version, DataInputView in) throws IOException {
        return new RollupWindow(
                Resolution.of(in.readByte()), in.readInt(), in.readLong(), RollupColumns.read(in));
    }

    @Override
    public RollupWindow copy(RollupWindow from) {
        return from;
    }
}
