package io.ringflow.capture.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.model.text.TimeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are in seconds; buckets have one second, and the allowed lateness is one second. */
class EventClockTest {

    private static final long SECOND = 1_000_000_000;
    private static final long YEAR = 31_536_000;

    private final EventTimeBuckets buckets = new EventTimeBuckets(SECOND, SECOND);
    private final EventClock clock = new EventClock(buckets);

    /** Returns a letter for each packet: on Time, Late, Epoch, Wild. */
    private String decisions(double... seconds) {
        StringBuilder decisions = new StringBuilder();
        for (double second : seconds) {
            see((long) (second * SECOND), decisions);
        }
        resolve(Long.MAX_VALUE, decisions);
        return decisions.toString();
    }

    private void see(long nanos, StringBuilder decisions) {
        if (clock.mustResolve(nanos, false)) {
            resolve(nanos, decisions);
        }
        int decision = clock.see(nanos);
        if (decision != EventClock.HOLD) {
            decisions.append("TL-EW".charAt(decision));
        }
    }

    private void resolve(long nanos, StringBuilder decisions) {
        if (clock.held()) {
            decisions.append("TL-EW".charAt(clock.resolve(nanos)));
        }
    }

    private double newest() {
        return (double) clock.newestNanos() / SECOND;
    }

    private void isAt(double newest, double offset, long steps, long wild) {
        assertThat(newest()).isEqualTo(newest);
        assertThat((double) clock.offsetNanos() / SECOND).isEqualTo(offset);
        assertThat(clock.steps()).isEqualTo(steps);
        assertThat(clock.wildTimes()).isEqualTo(wild);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2, 3, 50, 3600, 4_000_000_000.0})
    void decidesTheSameBefore1970(double back) {
        double[] seconds = {0, 2.5, 0.9, 1.1, 2.5, 70, 69, 68, 69.5, 200, 5000, 5001, 4999};
        double[] before = Arrays.stream(seconds).map(second -> second - back).toArray();
        double[] after = Arrays.stream(seconds).map(second -> second + 100 * YEAR).toArray();
        assertThat(decisions(before)).isEqualTo(new EventClockTest().decisions(after));
        assertThat(newest()).isEqualTo(5001 - back);
    }

    @Test
    void decidesByBucketsAndLatenessInOrdinaryDisorder() {
        assertThat(decisions(100, 102.5, 101, 100.9, 159, 99.5, 160)).isEqualTo("TTTLTLT");
        isAt(160, 0, 0, 0);
    }

    @Test
    void neverTakesDisorderWithinTheJumpDistanceForAnEpoch() {
        assertThat(decisions(100, 40, 41, 42, 43, 101)).isEqualTo("TLLLLT");
        isAt(101, 0, 0, 0);
    }

    @Test
    void acceptsSilence() {
        assertThat(decisions(0, 600, 1200, 1200.5, 100_000)).isEqualTo("TTTTT");
        isAt(100_000, 0, 0, 0);
    }

    @Test
    void acceptsLastPacketFarAhead() {
        assertThat(decisions(0, 1, 600)).isEqualTo("TTT");
        isAt(600, 0, 0, 0);
    }

    @Test
    void movesNothingForOneWildPacketAhead() {
        assertThat(decisions(0, 37 * YEAR, 1, 599, 600)).isEqualTo("TWTTT");
        isAt(600, 0, 0, 1);
    }

    @Test
    void movesNothingForOneWildPacketBehind() {
        assertThat(decisions(5_000, -37 * YEAR, 5_001, 5_002, 0)).isEqualTo("TLTTL");
        isAt(5_002, 0, 0, 2);
    }

    @Test
    void takesFirstPacketForWildIfTheNextIsFarBehind() {
        assertThat(decisions(37 * YEAR, 1, 2, 3)).isEqualTo("WTTT");
        isAt(3, 0, 0, 1);
    }

    @Test
    void movesNothingForTimesOutOfRange() {
        StringBuilder decisions = new StringBuilder();
        for (long nanos : new long[] {TimeText.OUT_OF_RANGE, 5, TimeText.OUT_OF_RANGE, 6}) {
            see(nanos, decisions);
        }
        assertThat(decisions.toString()).isEqualTo("LTLT");
        assertThat(clock.newestNanos()).isEqualTo(6);
        assertThat(clock.wildTimes()).isEqualTo(2);
    }

    @Test
    void survivesTheLongestDistances() {
        StringBuilder decisions = new StringBuilder();
        for (long nanos : new long[] {Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, 0, 1, 2}) {
            see(nanos, decisions);
        }
        assertThat(decisions).hasSize(5);
    }

    @Test
    void continuesEventTimeWhenTheClockIsSetBack() {
        assertThat(decisions(4_000, 4_001, 402, 403, 1_003, 1_603)).isEqualTo("TTETTT");
        isAt(5_202, 3_599, 1, 0);
    }

    @Test
    void continuesEventTimeInAnAppendedCapture() {
        assertThat(decisions(5_000, 5_010, 0, 10, 300, 301)).isEqualTo("TTETTT");
        isAt(5_311, 5_010, 1, 0);
    }

    @Test
    void keepsClosedBucketsClosedInNewEpoch() {
        decisions(4_000, 4_001, 4_002, 402, 403);
        assertThat(clock.oldestOpenNanos()).isEqualTo(4_002 * SECOND);
    }

    @Test
    void neitherThrashesNorRunsAwayWithTwoClocksInTurn() {
        StringBuilder decisions = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            see(i * SECOND, decisions);
            see((i + 3_600) * SECOND, decisions);
        }
        resolve(Long.MAX_VALUE, decisions);
        assertThat(decisions).hasSize(2_000);
        assertThat(clock.steps()).isZero();
        assertThat(newest()).isBetween(999.0, 4_600.0);
    }

    @Test
    void neitherThrashesNorRunsAwayWithTwoClocksInAnyMixture() {
        for (int run = 1; run <= 200; run += 7) {
            EventClockTest test = new EventClockTest();
            StringBuilder decisions = new StringBuilder();
            Random random = new Random(run);
            int i = 0;
            while (i < 5_000) {
                long ahead = random.nextBoolean() ? 3_600 * SECOND : 0;
                for (int end = i + 1 + random.nextInt(run); i < end; i++) {
                    test.see(i * SECOND / 10 + ahead, decisions);
                }
            }
            assertThat(test.clock.steps()).isLessThanOrEqualTo(2 + 5_000 / EventClock.RETURN_RUN);
            assertThat(test.newest()).isBetween(400.0, 8_000.0);
        }
    }

    @Test
    void returnsToKnownClockAfterManyPacketsInARow() {
        List<Double> times = new ArrayList<>(List.of(4_000.0, 4_001.0, 402.0, 403.0));
        for (int i = 0; i < 100; i++) {
            times.add(4_001 + i * 0.1);
        }
        String decisions = decisions(times.stream().mapToDouble(t -> t).toArray());
        int late = EventClock.RETURN_RUN - 1;
        String after = "W".repeat(late) + "E" + "T".repeat(100 - late - 1);
        assertThat(decisions).isEqualTo("TTET" + after);
        assertThat(clock.steps()).isEqualTo(2);
        assertThat(newest()).isBetween(4_001.0, 4_010.0);
    }

    @Test
    void startsApartFromTheClockOfTheCapture() {
        clock.start(5_000 * SECOND, 1_000 * SECOND);
        assertThat(decisions(1_000, 1_002.5, 1_001, 1_000.9)).isEqualTo("TTTL");
        isAt(5_002.5, 4_000, 1, 0);
    }

    @Test
    void countsNoStepIfItStartsNearTheClockOfTheCapture() {
        clock.start(1_060 * SECOND, 1_000 * SECOND);
        clock.advance(1_001 * SECOND);
        isAt(1_061, 60, 0, 0);
    }

    @Test
    void startsOnlyOnce() {
        clock.see(SECOND);
        assertThatThrownBy(() -> clock.start(2 * SECOND, SECOND))
                .isInstanceOf(IllegalStateException.class);
        clock.resolve(2 * SECOND);
        assertThatThrownBy(() -> clock.start(2 * SECOND, SECOND))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void losesItsOffsetWhenTheClockIsSetRight() {
        clock.start(5_000 * SECOND, 1_000 * SECOND);
        assertThat(decisions(1_000, 1_001, 5_003, 5_003.5)).isEqualTo("TTET");
        isAt(5_003.5, 0, 2, 0);
        EventClockTest back = new EventClockTest();
        assertThat(back.decisions(10_000, 10_001, 6_400, 6_401, 6_500, 6_600, 10_310, 10_311))
                .isEqualTo("TTETTTTT");
        back.isAt(10_311 + 3_601, 3_601, 1, 0);
    }

    @Test
    void losesItsOffsetWhenTheClockIsSetRightLongAfter() {
        assertThat(decisions(10_000, 10_001, 6_400, 6_401, 6_500, 6_700, 10_310, 10_311))
                .isEqualTo("TTETTTET");
        isAt(10_311, 0, 2, 0);
        assertThat(decisions(10_312, 10_313)).isEqualTo("TT");
    }

    @Test
    void losesItsOffsetByTwoAdvances() {
        clock.start(5_000 * SECOND, 1_000 * SECOND);
        clock.advance(1_000 * SECOND);
        assertThat(clock.advance(4_999 * SECOND)).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.advance(4_999 * SECOND)).isEqualTo(EventClock.EPOCH);
        isAt(5_000, 1, 2, 0);
        clock.advance(5_100 * SECOND);
        clock.advance(5_101 * SECOND);
        isAt(5_102, 1, 2, 0);
    }

    @Test
    void movesTimeByTwoAdvancesThatConfirmEachOther() {
        decisions(4_000, 4_001);
        assertThat(clock.advance(402 * SECOND)).isEqualTo(EventClock.ON_TIME);
        isAt(4_001, 0, 0, 0);
        assertThat(clock.advance(403 * SECOND)).isEqualTo(EventClock.EPOCH);
        clock.advance(404 * SECOND);
        isAt(4_002, 3_598, 1, 0);
    }

    @Test
    void movesTimeAheadByTwoAdvances() {
        decisions(0, 1);
        clock.advance(YEAR * SECOND);
        isAt(1, 0, 0, 0);
        clock.advance((YEAR + 1) * SECOND);
        isAt(YEAR + 1, 0, 0, 0);
    }

    @Test
    void ignoresDoubtfulAdvancesBetweenPackets() {
        decisions(1_000, 1_001);
        for (int i = 0; i < 10; i++) {
            clock.advance((i + 5) * SECOND);
            decisions(1_002 + i);
        }
        isAt(1_011, 0, 0, 0);
    }

    @Test
    void takesDelayedPacketsForNoEvidence() {
        decisions(0, 1);
        assertThat(clock.see(600 * SECOND)).isEqualTo(EventClock.HOLD);
        assertThat(clock.mustResolve(SECOND, true)).isFalse();
        assertThat(clock.seeDelayed(SECOND)).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.resolve(601 * SECOND)).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.seeDelayed(2 * SECOND)).isEqualTo(EventClock.LATE);
        assertThat(clock.seeDelayed(3 * SECOND)).isEqualTo(EventClock.LATE);
        assertThat(clock.held()).isFalse();
        isAt(600, 0, 0, 0);
    }

    @Test
    void confirmsSilenceByDelayedPacketOfTheSameTime() {
        decisions(0, 1);
        assertThat(clock.see(600 * SECOND)).isEqualTo(EventClock.HOLD);
        assertThat(clock.mustResolve(599 * SECOND, true)).isTrue();
        long evidence = clock.evidence(599 * SECOND, true);
        assertThat(clock.resolve(evidence)).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.seeDelayed(599 * SECOND)).isEqualTo(EventClock.ON_TIME);
    }

    @Test
    void takesFirstPacketForOnTimeBeforeDelayedOnes() {
        assertThat(clock.see(600 * SECOND)).isEqualTo(EventClock.HOLD);
        assertThat(clock.mustResolve(0, true)).isTrue();
        assertThat(clock.resolve(clock.evidence(0, true))).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.seeDelayed(600 * SECOND)).isEqualTo(EventClock.ON_TIME);
        assertThat(clock.seeDelayed(0)).isEqualTo(EventClock.LATE);
        assertThat(clock.mustResolve(0, true)).isFalse();
        isAt(600, 0, 0, 0);
    }

    @Test
    void usesLongerJumpDistanceForLongerLateness() {
        EventClock patient = new EventClock(new EventTimeBuckets(SECOND, 100 * SECOND));
        patient.advance(10_000 * SECOND);
        assertThat(patient.see(9_000 * SECOND)).isEqualTo(EventClock.LATE);
        assertThat(patient.see(8_900 * SECOND)).isEqualTo(EventClock.HOLD);
    }

    @Test
    void refusesToResolveWhatIsNotHeld() {
        assertThatThrownBy(() -> clock.resolve(1)).isInstanceOf(IllegalStateException.class);
    }
}
