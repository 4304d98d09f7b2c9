package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureRollupsTest {

    private static CaptureReport report(long drops, long lastNanos) {
        CaptureReport report = new CaptureReport(true);
        report.observer = new Observer("a", "eth0");
        report.drops = drops;
        report.lastNanos = lastNanos;
        return report;
    }

    @Test
    void countsDropsInTotalAndByHostAndInterface() {
        List<RollupBatch> batches = CaptureRollups.of(report(7, 5_000), 1_000);
        assertThat(RollupFixture.sum(batches.stream().map(RollupFixture::columns).toList()))
                .containsEntry("TOTAL ", List.of(0L, 0L, 0L, 7L))
                .containsEntry("HOST a", List.of(0L, 0L, 0L, 7L))
                .containsEntry("INTERFACE a/eth0", List.of(0L, 0L, 0L, 7L))
                .hasSize(3);
        assertThat(batches).allMatch(batch -> batch.startNanos() == 5_000);
    }

    @Test
    void givesReportAtLeastTheTimeOfTheWatermark() {
        assertThat(CaptureRollups.of(report(1, 5_000), 9_000))
                .allMatch(batch -> batch.startNanos() == 9_000);
        assertThat(CaptureRollups.of(report(1, 5_000), Long.MIN_VALUE))
                .allMatch(batch -> batch.startNanos() == 5_000);
    }

    @Test
    void makesNoBatchOfAnEmptyReport() {
        assertThat(CaptureRollups.of(report(0, 5_000), 1_000)).isEmpty();
    }
}
