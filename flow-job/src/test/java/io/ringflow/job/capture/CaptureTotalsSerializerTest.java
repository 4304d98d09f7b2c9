package io.ringflow.job.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.GoldenBytes;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class CaptureTotalsSerializerTest {

    private static final Observer OBSERVER = new Observer("host-a", "eth0");

    private final CaptureTotalsSerializer serializer = new CaptureTotalsSerializer();

    @Test
    void readsVersionOneWithoutTypes() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        out.writeByte(1);
        out.writeUTF("host-a");
        out.writeUTF("eth0");
        for (int reason = 0; reason < 10; reason++) {
            out.writeLong(reason);
        }
        for (int anomaly = 0; anomaly < 5; anomaly++) {
            out.writeLong(10 + anomaly);
        }
        out.writeInt(0);
        for (int count = 0; count < 7; count++) {
            out.writeLong(100 + count);
        }

        InterfaceStatus status = read(out).status();
        assertThat(status.observer()).isEqualTo(OBSERVER);
        assertThat(status.undecoded()).containsEntry("aggregated", 9L);
        assertThat(status.anomalies()).containsEntry("label-forgotten", 14L).hasSize(5);
        assertThat(status.packets()).isEqualTo(100);
        assertThat(status.undecodedTypes()).isEmpty();
    }

    @Test
    void readsVersionThreeWithoutTheTimeOfTheNewestReport() throws IOException {
        CaptureTotals three = golden(3);
        CaptureTotals four = golden(4);
        assertThat(three.status()).isEqualTo(four.status());
        assertThat(three.gaps()).isEqualTo(four.gaps()).isNotEmpty();
        assertThat(three.lastingLoss(Long.MAX_VALUE)).isEmpty();
        assertThat(four.lastingLoss(Long.MAX_VALUE)).isPresent();
    }

    private CaptureTotals golden(int version) throws IOException {
        return serializer.deserialize(
                new DataInputDeserializer(GoldenBytes.read("CaptureTotals-" + version)));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        CaptureReport report = new CaptureReport(false);
        report.observer = OBSERVER;
        report.undecoded[Undecoded.NOT_IP.ordinal()] = 12;
        report.undecodedTypes.add(UnknownType.ETHERTYPE.pack(0x88cc), 7);
        report.undecodedTypes.add(UnknownType.LLC.pack(0x4242), 5);
        CaptureTotals totals = new CaptureTotals(OBSERVER);
        totals.add(report);
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(totals, out);

        Map<String, Long> types = Map.of("ethertype 0x88cc", 7L, "llc 0x4242", 5L);
        assertThat(read(out).undecodedTypes()).isEqualTo(types);
        assertThat(serializer.copy(totals).undecodedTypes()).isEqualTo(types);
        assertThat(totals.status().undecodedTypes()).isEqualTo(types);
    }

    @Test
    void knowsThatNobodyContinuesACaptureUntilItIsReportedAgain() throws IOException {
        CaptureReport report = new CaptureReport(false);
        report.newestNanos = 1_000;
        CaptureTotals totals = new CaptureTotals(OBSERVER);
        totals.add(report);
        assertThat(totals.lastingLoss(2_000)).isEmpty();
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(totals, out);

        CaptureTotals restored =
                serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(restored.lastingLoss(1_000)).as("nothing can have been missed yet").isEmpty();
        CaptureGap loss =
                new CaptureGap(OBSERVER, 1_000, Long.MAX_VALUE, 0, CaptureGap.Cause.RESTART);
        assertThat(restored.lastingLoss(2_000)).contains(loss);
        assertThat(serializer.copy(restored).lastingLoss(2_000)).contains(loss);
        restored.add(report);
        assertThat(restored.lastingLoss(2_000)).isEmpty();
    }

    @Test
    void doesNotWaitForFilesThatAnotherJobHasRead() throws IOException {
        CaptureReport report = new CaptureReport(false);
        report.newestNanos = 1_000;
        CaptureTotals totals = new CaptureTotals(new Observer(Observer.REPLAY_HOST, "x.pcap"));
        totals.add(report);
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(totals, out);
        assertThat(
                        serializer
                                .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()))
                                .lastingLoss(2_000))
                .isEmpty();
    }

    @Test
    void showsTheTenMostFrequentTypes() {
        CaptureTotals totals = new CaptureTotals(OBSERVER);
        for (int type = 1; type <= 30; type++) {
            CaptureReport report = new CaptureReport(false);
            report.undecodedTypes.add(UnknownType.ETHERTYPE.pack(0x9000 + type), type);
            totals.add(report);
        }
        assertThat(totals.status().undecodedTypes())
                .hasSize(10)
                .containsEntry("ethertype 0x901e", 30L)
                .doesNotContainKey("ethertype 0x9014");
    }

    private CaptureTotals read(DataOutputSerializer out) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
