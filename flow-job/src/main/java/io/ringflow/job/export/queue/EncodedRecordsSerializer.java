package io.ringflow.job.export.queue;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes encoded records when they are sent between tasks. */
public final class EncodedRecordsSerializer extends RecordSerializer<EncodedRecords> {

    /** Type information of encoded records. */
    public static final RecordType<EncodedRecords> TYPE =
            new RecordType<>(EncodedRecords.class, new EncodedRecordsSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<EncodedRecords> {
        public Snapshot() {
            super(EncodedRecordsSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<EncodedRecords> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    protected void write(EncodedRecords record, DataOutputView out) throws IOException {
        out.writeInt(record.count());
        out.writeInt(record.bytes().length);
        out.write(record.bytes());
    }

    @Override
    protected EncodedRecords read(int version, DataInputView in) throws IOException {
        int count = in.readInt();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new EncodedRecords(count, bytes);
    }

    @Override
    public EncodedRecords copy(EncodedRecords from) {
        return from;
    }
}
