package io.ringflow.capture.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.ringflow.capture.CaptureFormats;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentBatchSerializer;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.model.Observer;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecordSerializerTest {

    private final CaptureReportSerializer serializer = new CaptureReportSerializer();

    private byte[] bytes(CaptureReport report) throws IOException {
        return StateFormat.write(serializer, report);
    }

    @Test
    void copiesEverything() throws IOException {
        CaptureReport report = CaptureFormats.report();
        byte[] expected = bytes(report);
        CaptureReport copy = serializer.copy(report);
        assertThat(copy).isNotSameAs(report);
        assertThat(bytes(copy)).isEqualTo(expected);
        assertThat(bytes(serializer.copy(report, new CaptureReport(true)))).isEqualTo(expected);
        CaptureReport read =
                serializer.deserialize(
                        new CaptureReport(true), new DataInputDeserializer(bytes(report)));
        assertThat(bytes(read)).isEqualTo(expected);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(expected), out);
        assertThat(out.getCopyOfBuffer()).isEqualTo(expected);
    }

    @Test
    void saysThatARecordIsMutableAndHasNoFixedLength() {
        assertThat(serializer.isImmutableType()).isFalse();
        assertThat(serializer.getLength()).isEqualTo(-1);
        assertThat(serializer.createInstance()).isNull();
    }

    @Test
    void saysWhichRecordCannotBeCopied() {
        CaptureReport report = CaptureFormats.report();
        report.observer = new Observer("x".repeat(70_000), "eth0");
        assertThatIllegalStateException()
                .isThrownBy(() -> serializer.copy(report))
                .withMessage("A record can't be copied in memory")
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void restoresTheSerializerFromItsSnapshot() {
        assertThat(serializer.snapshotConfiguration().restoreSerializer())
                .isInstanceOf(CaptureReportSerializer.class);
        assertThat(new FragmentBatchSerializer().snapshotConfiguration().restoreSerializer())
                .isInstanceOf(FragmentBatchSerializer.class);
    }

    @Test
    void describesTheTypeOfARecord() {
        RecordType<CaptureReport> type = new RecordType<>(CaptureReport.class, serializer);
        assertThat(type.createSerializer(new SerializerConfigImpl())).isSameAs(serializer);
        assertThat(type.getTypeClass()).isEqualTo(CaptureReport.class);
        assertThat(type).hasToString("RecordType<CaptureReport>");
        assertThat(type.isBasicType()).isFalse();
        assertThat(type.isTupleType()).isFalse();
        assertThat(type.isKeyType()).isFalse();
        assertThat(type.getArity()).isEqualTo(1);
        assertThat(type.getTotalFields()).isEqualTo(1);
        assertThatNullPointerException()
                .isThrownBy(() -> new RecordType<>(null, serializer))
                .withMessage("type");
    }

    @Test
    void typesAreEqualIfTheirClassesAre() {
        RecordType<CaptureReport> type = new RecordType<>(CaptureReport.class, serializer);
        RecordType<CaptureReport> same =
                new RecordType<>(CaptureReport.class, new CaptureReportSerializer());
        RecordType<FragmentBatch> other =
                new RecordType<>(FragmentBatch.class, new FragmentBatchSerializer());
        assertThat(type).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(type).isNotEqualTo(other).isNotEqualTo("type");
        assertThat(type.hashCode()).isNotEqualTo(other.hashCode());
        assertThat(type.canEqual(other)).isTrue();
        assertThat(type.canEqual("type")).isFalse();
    }
}
