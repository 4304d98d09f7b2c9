package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventTimeBoundsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long TIME = 1_700_000_000L * SECOND;

    private final EventTimeBounds bounds = new EventTimeBounds();

    @Test
    void bindsNobodyWithoutReference() {
        assertThat(bounds.lowestNanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(bounds.isAhead(Long.MAX_VALUE, 0)).isFalse();
    }

    @Test
    void bindsToTenSecondsAroundReference() {
        bounds.reference(TIME, 0);
        assertThat(bounds.lowestNanos()).isEqualTo(TIME - 10 * SECOND);
        assertThat(bounds.isAhead(TIME + 10 * SECOND, 0)).isFalse();
        assertThat(bounds.isAhead(TIME + 10 * SECOND + 1, 0)).isTrue();
    }

    @Test
    void letsTimePassWhenNoReferenceComes() {
        bounds.reference(TIME, 5);
        assertThat(bounds.isAhead(TIME + 13 * SECOND, 5 + 2 * SECOND)).isTrue();
        assertThat(bounds.isAhead(TIME + 13 * SECOND, 5 + 3 * SECOND)).isFalse();
    }

    @Test
    void movesNobodyUpWhenNoReferenceComes() {
        bounds.reference(TIME, 0);
        assertThat(bounds.isAhead(TIME, 3600 * SECOND)).isFalse();
        assertThat(bounds.lowestNanos()).isEqualTo(TIME - 10 * SECOND);
    }
}
