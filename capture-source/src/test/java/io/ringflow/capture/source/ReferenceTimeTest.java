package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTimeTest {

    private static final long CLOCK = 1_000;

    private final ReferenceTime reference = new ReferenceTime();
    private long now;

    private void report(long... times) {
        for (int i = 0; i < times.length; i++) {
            reference.report("split" + i, times[i], now);
        }
    }

    @Test
    void isUnknownWithoutSplits() {
        assertThat(reference.nanos(now, CLOCK)).isEmpty();
    }

    @Test
    void followsSingleSplitWhateverTheClockSays() {
        report(5);
        assertThat(reference.nanos(now, CLOCK)).hasValue(5);
    }

    @Test
    void isMedianOfOddNumberOfSplits() {
        report(900, 1, 950);
        assertThat(reference.nanos(now, CLOCK)).hasValue(900);
    }

    @Test
    void letsClockDecideBetweenTwoSplits() {
        report(990, 5);
        assertThat(reference.nanos(now, CLOCK)).hasValue(990);
        report(990, 9_999);
        assertThat(reference.nanos(now, CLOCK)).hasValue(CLOCK);
    }

    @Test
    void ignoresSplitsThatStandStill() {
        report(10, 20, 900);
        now += ReferenceTime.STALE_MILLIS + 1;
        report(10, 20, 901);
        assertThat(reference.nanos(now, CLOCK)).hasValue(901);
        report(11, 20, 901);
        assertThat(reference.nanos(now, CLOCK)).hasValue(901);
    }

    @Test
    void isUnknownWhenAllSplitsStandStill() {
        report(10);
        now += ReferenceTime.STALE_MILLIS + 1;
        assertThat(reference.nanos(now, CLOCK)).isEmpty();
    }

    @Test
    void forgetsSplitWithoutReader() {
        report(10, 20, 30);
        reference.remove("split0");
        reference.remove("split1");
        assertThat(reference.nanos(now, CLOCK)).hasValue(30);
    }
}
