package io.ringflow.model.filter.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.filter.FlowFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeBoundsTest {

    private static final String EARLY = "1970-01-01T00:00:01Z";
    private static final String LATE = "1970-01-01T00:00:02Z";
    private static final long ANY_FROM = Long.MIN_VALUE;
    private static final long ANY_TO = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000;

    private static TimeBounds of(String filter) {
        return TimeBounds.of(FlowFilter.parse(filter).condition());
    }

    @Test
    void takesBothEndsFromTheLastPacket() {
        assertThat(of("lastSeen >= " + EARLY + " AND lastSeen <= " + LATE))
                .isEqualTo(new TimeBounds(SECOND, 2 * SECOND, true));
    }

    @Test
    void takesOnlyTheStartFromTheFirstPacket() {
        assertThat(of("firstSeen >= " + EARLY + " AND firstSeen <= " + LATE))
                .isEqualTo(new TimeBounds(SECOND, ANY_TO, true));
    }

    @Test
    void narrowsWithEachConditionThatMustHold() {
        assertThat(of("lastSeen >= " + EARLY + " AND firstSeen >= " + LATE + " AND bytes > 3"))
                .isEqualTo(new TimeBounds(2 * SECOND, ANY_TO, true));
        assertThat(of("bytes > 3 AND lastSeen <= " + LATE).toNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void widensWithEachConditionThatMayHold() {
        assertThat(of("lastSeen <= " + EARLY + " OR firstSeen >= " + LATE))
                .isEqualTo(new TimeBounds(ANY_FROM, ANY_TO, true));
        assertThat(of("lastSeen >= " + LATE + " OR bytes > 3"))
                .isEqualTo(new TimeBounds(ANY_FROM, ANY_TO, true));
    }

    @Test
    void saysThatTheOppositeAsksForAnyTime() {
        assertThat(of("NOT (lastSeen >= " + EARLY + " AND bytes > 3)").given()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes > 3", "srcPort = 1 OR dstPort = 2", "NOT protocol = tcp"})
    void isAnyTimeIfTheFilterNamesNone(String filter) {
        assertThat(of(filter)).isEqualTo(new TimeBounds(ANY_FROM, ANY_TO, false));
    }
}
