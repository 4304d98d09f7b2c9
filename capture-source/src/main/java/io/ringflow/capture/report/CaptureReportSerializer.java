package io.ringflow.capture.report;

import io.ringflow.capture.serial.CaptureFields;
import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes capture reports when they are sent between tasks. */
public final class CaptureReportSerializer extends RecordSerializer<CaptureReport> {

    /** Type information of capture reports. */
    public static final RecordType<CaptureReport> TYPE =
            new RecordType<>(CaptureReport.class, new CaptureReportSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<CaptureReport> {
        public Snapshot() {
            super(CaptureReportSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<CaptureReport> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 3;
    }

    @Override
    protected void write(CaptureReport report, DataOutputView out) throws IOException {
        CaptureFields.writeObserver(report.observer, out);
        out.writeInt(report.subtask);
        out.writeByte(report.state.ordinal());
        out.writeLong(report.packets);
        out.writeLong(report.bytes);
        out.writeLong(report.drops);
        out.writeLong(report.freezes);
        out.writeLong(report.latePackets);
        out.writeInt(report.truncatedFiles);
        out.writeFloat(report.ringFill);
        for (long count : report.undecoded) {
            out.writeLong(count);
        }
        CaptureFields.writeTypes(report.undecodedTypes, out);
        for (long count : report.anomalies) {
            out.writeLong(count);
        }
        out.writeLong(report.newestNanos);
        out.writeLong(report.lastNanos);
        report.sizes.write(out);
        out.writeLong(report.firstBatchMillis);
        out.writeInt(report.gaps.size());
        for (CaptureGap gap : report.gaps) {
            CaptureFields.writeGap(gap, out);
        }
    }

    @Override
    protected CaptureReport read(int version, DataInputView in) throws IOException {
        Observer observer = CaptureFields.readObserver(in);
        CaptureReport report = new CaptureReport(true);
        report.observer = observer;
        report.subtask = in.readInt();
        report.state = InterfaceStatus.State.of(in.readByte());
        report.packets = in.readLong();
        report.bytes = in.readLong();
        report.drops = in.readLong();
        report.freezes = in.readLong();
        report.latePackets = in.readLong();
        report.truncatedFiles = in.readInt();
        report.ringFill = in.readFloat();
        for (int reason = 0; reason < report.undecoded.length; reason++) {
            report.undecoded[reason] = in.readLong();
        }
        if (version > 1) {
            CaptureFields.readTypes(report.undecodedTypes, in);
        }
        for (int anomaly = 0; anomaly < CaptureFields.anomalies(version); anomaly++) {
            report.anomalies[anomaly] = in.readLong();
        }
        report.newestNanos = in.readLong();
        report.lastNanos = in.readLong();
        report.sizes.read(in);
        report.firstBatchMillis = in.readLong();
        int gaps = in.readInt();
        for (int i = 0; i < gaps; i++) {
            report.gaps.add(CaptureFields.readGap(report.observer, in));
        }
        return report;
    }
}
