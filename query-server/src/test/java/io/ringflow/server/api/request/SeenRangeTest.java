package io.ringflow.server.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.server.FakeFlowState;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SeenRangeTest {

    private static final OptionalLong NEW_YEAR = OptionalLong.of(FakeFlowState.START_NANOS);

    private static String text(String since, String until) {
        return SeenRange.of(Optional.of(since), Optional.of(until), NEW_YEAR).text();
    }

    @Test
    void matchesFlowsWhoseLifeOverlapsTheRange() {
        assertThat(text("2026-01-01T00:00:00.5Z", "2026-01-01T02:00:00+01:00"))
                .isEqualTo(
                        "lastSeen >= \"2026-01-01T00:00:00.500000000Z\""
                                + " AND firstSeen <= \"2026-01-01T01:00:00.000000000Z\"");
    }

    @Test
    void countsDurationsBackFromEventTime() {
        assertThat(text("5m", "1500ms"))
                .isEqualTo(
                        "lastSeen >= \"2025-12-31T23:55:00.000000000Z\""
                                + " AND firstSeen <= \"2025-12-31T23:59:58.500000000Z\"");
        assertThat(text("36500d", "0s")).startsWith("lastSeen >= \"1970-01-01T00:00:00.0");
    }

    @Test
    void readsASpaceAsAPlusSign() {
        assertThat(text("2026-01-01T00:00:00 02:00", "2026-01-01t00:00:00z"))
                .startsWith("lastSeen >= \"2025-12-31T22:00:00.0");
    }

    @Test
    void keepsTheFilterIfThereAreNoLimits() {
        SeenRange range = SeenRange.of(Optional.empty(), Optional.empty(), OptionalLong.empty());
        FlowFilter filter = FlowFilter.parse("protocol = udp");
        assertThat(range.joinedTo(filter)).isSameAs(filter);
    }
}
