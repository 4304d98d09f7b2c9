package io.ringflow.capture.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.util.List;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class CaptureReportTest {

    private static final Observer SEEN_BY = new Observer("here", "eth0");

    private static CaptureReport report(int seed) {
        CaptureReport report = new CaptureReport(true);
        report.observer = SEEN_BY;
        report.subtask = 3;
        report.packets = seed;
        report.bytes = 2L * seed;
        report.drops = 3L * seed;
        report.freezes = 4L * seed;
        report.latePackets = 5L * seed;
        report.truncatedFiles = 6 * seed;
        report.undecoded[1] = 7L * seed;
        report.undecodedTypes.add(8, 9L * seed);
        report.anomalies[1] = 10L * seed;
        report.sizes.add(100 * seed, seed);
        report.newestNanos = 11L * seed;
        report.lastNanos = 11L * seed;
        report.ringFill = seed / 100f;
        report.state = seed % 2 == 0 ? State.UP : State.DOWN;
        report.firstBatchMillis = seed;
        report.gaps.add(new CaptureGap(SEEN_BY, seed, seed, seed, CaptureGap.Cause.DROPS));
        return report;
    }

    private static byte[] bytes(CaptureReport report) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new CaptureReportSerializer().serialize(report, out);
        return out.getCopyOfBuffer();
    }

    @Test
    void addsCountsAndTakesStateOfTheLaterReport() throws Exception {
        CaptureReport sum = report(5);
        sum.add(report(8));
        CaptureReport expected = report(13);
        expected.state = State.UP;
        expected.ringFill = 0.08f;
        expected.newestNanos = 88;
        expected.lastNanos = 88;
        expected.firstBatchMillis = 5;
        expected.gaps.clear();
        expected.gaps.addAll(report(5).gaps);
        expected.gaps.addAll(report(8).gaps);
        assertThat(bytes(sum)).isEqualTo(bytes(expected));
    }

    @Test
    void copyIsEqualAndIndependent() throws Exception {
        CaptureReport original = report(5);
        CaptureReport copy = original.copy();
        assertThat(bytes(copy)).isEqualTo(bytes(original));
        copy.add(report(8));
        assertThat(bytes(original)).isEqualTo(bytes(report(5)));
    }

    @Test
    void sizesTakeMemoryOnlyIfTheyAreCounted() {
        CaptureReport counting = new CaptureReport(true);
        CaptureReport plain = new CaptureReport(false);
        assertThat(counting.memoryBytes() - plain.memoryBytes()).isGreaterThan(30_000);
        assertThat(plain.copy().memoryBytes()).isEqualTo(plain.memoryBytes());
        assertThat(List.of(report(5).memoryBytes())).doesNotContain(counting.memoryBytes());
    }
}
