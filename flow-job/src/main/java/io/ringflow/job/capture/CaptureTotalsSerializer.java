package io.ringflow.job.capture;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes capture totals for checkpoints, and copies them while a checkpoint runs. */
public final class CaptureTotalsSerializer extends RecordSerializer<CaptureTotals> {

    /** Type information of capture totals. */
    public static final RecordType<CaptureTotals> TYPE =
            new RecordType<>(CaptureTotals.class, new CaptureTotalsSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<CaptureTotals> {
        public Snapshot() {
            super(CaptureTotalsSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<CaptureTotals> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 4;
    }

    @Override
    protected void write(CaptureTotals totals, DataOutputView out) throws IOException {
        totals.write(out);
    }

    @Override
    protected CaptureTotals read(int version, DataInputView in) throws IOException {
        return CaptureTotals.read(version, in);
    }

    @Override
    public CaptureTotals copy(CaptureTotals from) {
        return from.copy();
    }
}
