package io.ringflow.job.local;

import io.ringflow.capture.serial.PacketBatchSerializer;
import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes read marks for checkpoints. */
public final class ReadMarkSerializer extends RecordSerializer<ReadMark> {

    /** Type information of read marks. */
    static final RecordType<ReadMark> TYPE =
            new RecordType<>(ReadMark.class, new ReadMarkSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ReadMark> {
        public Snapshot() {
            super(ReadMarkSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<ReadMark> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    public ReadMark copy(ReadMark from) {
        return from;
    }

    @Override
    protected void write(ReadMark mark, DataOutputView out) throws IOException {
        PacketBatchSerializer.writeObserver(mark.observer(), out);
        out.writeInt(mark.member());
        out.writeLong(mark.captureNanos());
        out.writeLong(mark.frames());
        out.writeLong(mark.drops());
        out.writeLong(mark.newestNanos());
    }

    @Override
    protected ReadMark read(int version, DataInputView in) throws IOException {
        return new ReadMark(
                PacketBatchSerializer.readObserver(in),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
