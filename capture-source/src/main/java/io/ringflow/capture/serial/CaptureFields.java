package io.ringflow.capture.serial;

import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.UnknownTypes;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes and reads values that several records contain. */
public final class CaptureFields {

    private static final int[] ANOMALIES_BEFORE = {5, 9};

    private CaptureFields() {}

    /** Number of anomalies in a record of a version. */
    public static int anomalies(int version) {
        return version <= ANOMALIES_BEFORE.length ? ANOMALIES_BEFORE[version - 1] : Anomaly.COUNT;
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
