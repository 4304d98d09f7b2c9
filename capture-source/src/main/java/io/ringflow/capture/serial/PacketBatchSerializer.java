package io.ringflow.capture.serial;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownTypes;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes packet batches. The job chains the source with local aggregation, so batches are only
 * serialized if a user disables chaining. Stateless and thread-safe.
 */
public final class PacketBatchSerializer extends RecordSerializer<PacketBatch> {

    /** Type information of packet batches. */
    public static final RecordType<PacketBatch> TYPE =
            new RecordType<>(PacketBatch.class, new PacketBatchSerializer());

    private static final long serialVersionUID = 1;

    private static final int ANOMALIES_OF_VERSION_1 = 5;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PacketBatch> {
        public Snapshot() {
            super(PacketBatchSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<PacketBatch> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 3;
    }

    @Override
    protected void write(PacketBatch batch, DataOutputView out) throws IOException {
        writeObserver(batch.observer, out);
        out.writeInt(batch.size);
        for (int i = 0; i < batch.size; i++) {
            out.writeLong(batch.timeNanos[i]);
            out.writeLong(batch.srcHigh[i]);
            out.writeLong(batch.srcLow[i]);
            out.writeLong(batch.dstHigh[i]);
            out.writeLong(batch.dstLow[i]);
            out.writeLong(batch.bits[i]);
            out.writeInt(batch.ipBytes[i]);
            out.writeInt(batch.ipBits[i]);
            out.writeLong(batch.tcpNumbers[i]);
            out.writeLong(batch.tcpSizes[i]);
            out.writeInt(batch.detail[i]);
        }
        writeDetails(batch.details, out);
        out.writeLong(batch.frames);
        out.writeLong(batch.frameBytes);
        for (int count : batch.undecoded) {
            out.writeInt(count);
        }
        writeTypes(batch.undecodedTypes, out);
        for (int count : batch.anomalies) {
            out.writeInt(count);
        }
        out.writeLong(batch.newestBeforeNanos);
        out.writeLong(batch.newestNanos);
        out.writeLong(batch.drops);
        out.writeLong(batch.freezes);
        out.writeFloat(batch.ringFill);
        out.writeByte(batch.state.ordinal());
        writeGap(batch.gap, out);
        out.writeInt(batch.truncatedFiles);
        out.writeLong(batch.captureNanos);
        out.writeInt(batch.member);
        out.writeLong(batch.framesBefore);
        out.writeLong(batch.dropsBefore);
        out.writeLong(batch.nextOffset);
    }

    @Override
    protected PacketBatch read(int version, DataInputView in) throws IOException {
        Observer observer = readObserver(in);
        int size = in.readInt();
        PacketBatch batch = new PacketBatch(size);
        batch.observer = observer;
        batch.size = size;
        readColumns(version, batch, in);
        readDetails(batch.details, in);
        batch.frames = in.readLong();
        batch.frameBytes = in.readLong();
        for (int reason = 0; reason < Undecoded.COUNT; reason++) {
            batch.undecoded[reason] = in.readInt();
        }
        if (version > 1) {
            readTypes(batch.undecodedTypes, in);
        }
        for (int anomaly = 0; anomaly < anomalies(version); anomaly++) {
            batch.anomalies[anomaly] = in.readInt();
        }
        batch.newestBeforeNanos = in.readLong();
        batch.newestNanos = in.readLong();
        batch.drops = in.readLong();
        batch.freezes = in.readLong();
        batch.ringFill = in.readFloat();
        batch.state = InterfaceStatus.State.of(in.readByte());
        batch.gap = readGap(observer, in);
        batch.truncatedFiles = in.readInt();
        batch.captureNanos = in.readLong();
        batch.member = in.readInt();
        batch.framesBefore = in.readLong();
        batch.dropsBefore = in.readLong();
        batch.nextOffset = in.readLong();
        return batch;
    }

    private static void readColumns(int version, PacketBatch batch, DataInputView in)
            throws IOException {
        for (int i = 0; i < batch.size; i++) {
            batch.timeNanos[i] = in.readLong();
            batch.srcHigh[i] = in.readLong();
            batch.srcLow[i] = in.readLong();
            batch.dstHigh[i] = in.readLong();
            batch.dstLow[i] = in.readLong();
            batch.bits[i] = in.readLong();
            batch.ipBytes[i] = in.readInt();
            batch.ipBits[i] = in.readInt();
            if (version > 2) {
                batch.tcpNumbers[i] = in.readLong();
                batch.tcpSizes[i] = in.readLong();
            }
            batch.detail[i] = in.readInt();
        }
    }

    /** Number of anomalies in a record of a version. */
    public static int anomalies(int version) {
        return version == 1 ? ANOMALIES_OF_VERSION_1 : Anomaly.COUNT;
    }

    /** Writes unknown types and their counts. */
    public static void writeTypes(UnknownTypes types, DataOutputView out) throws IOException {
        out.writeInt(types.size());
        for (int i = 0; i < types.size(); i++) {
            out.writeLong(types.type(i));
            out.writeLong(types.count(i));
        }
    }

    /** Reads unknown types and adds their counts. */
    public static void readTypes(UnknownTypes types, DataInputView in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            types.add(in.readLong(), in.readLong());
        }
    }

    /** Writes all details. */
    public static void writeDetails(Details details, DataOutputView out) throws IOException {
        out.writeInt(details.size);
        for (int i = 0; i < details.size; i++) {
            out.writeLong(details.words[i]);
        }
    }

    /** Reads details into an empty store. */
    public static void readDetails(Details details, DataInputView in) throws IOException {
        details.size = in.readInt();
        details.words = new long[details.size];
        for (int i = 0; i < details.size; i++) {
            details.words[i] = in.readLong();
        }
    }

    /** Writes an observer. */
    public static void writeObserver(Observer observer, DataOutputView out) throws IOException {
        out.writeUTF(observer.host());
        out.writeUTF(observer.interfaceName());
    }

    /** Reads an observer. */
    public static Observer readObserver(DataInputView in) throws IOException {
        return new Observer(in.readUTF(), in.readUTF());
    }

    /** Writes a gap, or null, without its observer. */
    public static void writeGap(CaptureGap gap, DataOutputView out) throws IOException {
        out.writeBoolean(gap != null);
        if (gap != null) {
            out.writeLong(gap.startNanos());
            out.writeLong(gap.endNanos());
            out.writeLong(gap.drops());
            out.writeByte(gap.cause().ordinal());
        }
    }

    /** Reads a gap, or null, of an observer. */
    public static CaptureGap readGap(Observer observer, DataInputView in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return new CaptureGap(
                observer,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                CaptureGap.Cause.of(in.readByte()));
    }
}
