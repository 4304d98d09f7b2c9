package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.log.LogMemory;
import io.ringflow.capture.log.LogOwner;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.junit.jupiter.api.Test;

class LiveReadingTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;
    private static final Observer OBSERVER = new Observer("here", "eth0");
    private static final LiveSplit SPLIT = new LiveSplit("here", "eth0", 0, 1);

    private final FragmentRecords records =
            new FragmentRecords(
                    new FoldSettings(new EventTimeBuckets(SECOND, SECOND), true, true, 100, false),
                    DecodeSettings.Connections.DEFAULT,
                    4);
    private final CaptureRecords.Emitter<BucketFragments, FragmentBatch> emitter =
            records.newEmitter(3);
    private final CaptureLog<BucketFragments> log =
            new CaptureLog<>(
                    "here/eth0/0",
                    OBSERVER,
                    START,
                    new LogMemory(1 << 20),
                    Merger.none(),
                    new NoOwner());
    private final EventTimeBounds bounds = new EventTimeBounds();
    private final Output output = new Output();
    private LiveReading<BucketFragments> reading = read(LogPosition.START);

    private static final class NoOwner implements LogOwner {

        @Override
        public void finish() {}

        @Override
        public void left() {}
    }

    /** Notes "second of the bucket: packets", with "late" if they are. */
    private static final class Output implements SourceOutput<FragmentBatch> {

        final List<String> fragments = new ArrayList<>();
        final List<CaptureReport> reports = new ArrayList<>();
        final List<CaptureGap> gaps = new ArrayList<>();
        long watermark = Long.MIN_VALUE;

        @Override
        public void collect(FragmentBatch batch) {
            if (batch.report != null) {
                reports.add(batch.report);
            } else if (batch.gap != null) {
                gaps.add(batch.gap);
            }
            for (int row = 0; row < batch.count; row++) {
                int at = row * FragmentLayout.WORDS;
                boolean late = (batch.rows[at + FragmentLayout.KEY] & FragmentLayout.LATE) != 0;
                fragments.add(
                        (batch.bucketNanos - START) / SECOND
                                + ": "
                                + batch.rows[at + FragmentLayout.PACKETS]
                                + (late ? " late" : ""));
            }
        }

        @Override
        public void collect(FragmentBatch batch, long timestamp) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void emitWatermark(Watermark mark) {
            watermark = Math.max(watermark, mark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}

        long completeSeconds() {
            return (EventTimeBuckets.completeNanos(watermark) - START) / SECOND;
        }
    }

    private LiveReading<BucketFragments> read(LogPosition position) {
        return new LiveReading<>(SPLIT, log.open(position, () -> {}), records, 0);
    }

    /** Appends a second's bucket with as many packets, which closes two seconds later. */
    private void append(int second, int packets) {
        long[] rows = new long[FragmentLayout.WORDS];
        rows[FragmentLayout.PACKETS] = packets;
        rows[FragmentLayout.META] = FragmentLayout.STARTS_CONNECTION;
        CaptureReport report = new CaptureReport(false);
        report.observer = OBSERVER;
        report.packets = packets;
        report.newestNanos = START + (second + 2) * SECOND;
        BucketFragments fragments =
                new BucketFragments(START + second * SECOND, rows, 1, new Details());
        log.append(new Closed<>(report, fragments, 1000));
    }

    private boolean readNext(long nowNanos) {
        boolean mayEmit = reading.mayEmit(bounds, nowNanos);
        reading.moveUp(bounds, nowNanos, output);
        if (mayEmit) {
            var unused = reading.emit(emitter, output);
        }
        return mayEmit;
    }

    private void readAll() {
        while (readNext(0)) {
            // The next one.
        }
    }

    @Test
    void endOfCaptureDoesNotEndEventTime() {
        append(0, 1);
        CaptureReport last = new CaptureReport(false);
        last.observer = OBSERVER;
        last.newestNanos = Long.MAX_VALUE;
        last.lastNanos = START + 2 * SECOND;
        log.append(new Closed<>(last, null, 0));
        readNext(0);
        long before = output.watermark;
        readAll();
        assertThat(output.reports).hasSize(2);
        assertThat(output.watermark).isEqualTo(before);
        assertThat(reading.split().position().next()).isEqualTo(2);
    }

    @Test
    void emitsFragmentsThenReportThenWatermark() {
        append(0, 10);
        append(1, 20);
        readAll();
        assertThat(output.fragments).containsExactly("0: 10", "1: 20");
        assertThat(output.reports).extracting(report -> report.packets).containsExactly(10L, 20L);
        assertThat(output.reports).allMatch(report -> report.subtask == 3);
        assertThat(output.completeSeconds()).isEqualTo(2);
    }

    @Test
    void emitsTheSameAgainFromAnEarlierPosition() {
        for (int second = 0; second < 5; second++) {
            append(second, second + 1);
        }
        assertThat(readNext(0)).isTrue();
        LogPosition checkpoint = reading.split().position();
        readAll();
        List<String> all = List.copyOf(output.fragments);
        output.fragments.clear();
        reading = read(checkpoint);
        readAll();
        assertThat(output.fragments).isEqualTo(all.subList(1, 5));
        assertThat(output.gaps).isEmpty();
    }

    @Test
    void positionDoesNotCountTheEntryThatWaits() {
        append(0, 10);
        readAll();
        LogPosition emitted = reading.split().position();
        append(1, 20);
        assertThat(reading.mayEmit(bounds, 0)).isTrue();
        assertThat(reading.split().position()).isEqualTo(emitted);
    }

    @Test
    void reportsLossBeforeTheEntryThatFollows() {
        append(0, 10);
        reading.log().trim(new LogPosition(log.id(), 1, 10, 0, START));
        append(1, 20);
        readAll();
        assertThat(output.gaps).hasSize(4).allMatch(gap -> gap.drops() == 10);
        assertThat(output.reports.getFirst().gaps).hasSize(1);
        assertThat(output.reports.get(1).packets).isEqualTo(20);
    }

    @Test
    void waitsWhileAheadOfTheOthers() {
        bounds.reference(START, 0);
        append(7, 10);
        append(9, 20);
        readAll();
        assertThat(output.fragments).containsExactly("7: 10");
        assertThat(reading.captureNanos()).isEqualTo(START + 11 * SECOND);
        assertThat(readNext(SECOND)).isTrue();
        assertThat(output.fragments).containsExactly("7: 10", "9: 20");
    }

    @Test
    void movesUpWithTheOthersAndIsLateThen() {
        append(0, 10);
        readAll();
        bounds.reference(START + 30 * SECOND, 0);
        assertThat(readNext(0)).isFalse();
        assertThat(output.completeSeconds()).isEqualTo(19);
        append(1, 20);
        append(20, 30);
        readAll();
        assertThat(output.fragments).containsExactly("0: 10", "19: 20 late", "20: 30");
        assertThat(output.reports)
                .extracting(report -> report.latePackets)
                .containsExactly(0L, 20L, 0L);
    }

    @Test
    void isNeverLateWhileItCatchesUp() {
        append(0, 10);
        append(1, 20);
        bounds.reference(START + 60 * SECOND, 0);
        readAll();
        assertThat(output.fragments).containsExactly("0: 10", "1: 20");
        assertThat(output.completeSeconds()).isEqualTo(49);
    }

    @Test
    void doesNotStopTimeIfItNeverCatchesUp() {
        append(0, 10);
        bounds.reference(START + 60 * SECOND, 0);
        assertThat(readNext(61 * SECOND)).isTrue();
        assertThat(output.fragments).containsExactly("49: 10 late");
    }

    @Test
    void lateFragmentsStartNoFlow() {
        long[] rows = new long[FragmentLayout.WORDS];
        rows[FragmentLayout.META] = FragmentLayout.STARTS_CONNECTION | FragmentLayout.SYN_A;
        BucketFragments fragments = new BucketFragments(START, rows, 1, new Details());
        BucketFragments late = fragments.late(START + SECOND, START + 2 * SECOND);
        assertThat(late.rows[FragmentLayout.META]).isEqualTo(FragmentLayout.SYN_A);
        assertThat(late.rows[FragmentLayout.ORDER]).isEqualTo(START + 2 * SECOND);
        assertThat(fragments.rows[FragmentLayout.KEY]).isZero();
    }
}
