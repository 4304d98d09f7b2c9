package io.ringflow.job.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockOffsetsTest {

    private final ClockOffsets clocks = new ClockOffsets();

    private void flows(String host, String other, long ahead, int count) {
        for (int i = 0; i < count; i++) {
            clocks.add(host, other, ahead);
        }
    }

    @Test
    void givesDifferenceOfTwoHosts() {
        flows("a", "b", 700, 4);

        assertThat(clocks.aheadNanos("a")).isEqualTo(700);
        assertThat(clocks.aheadNanos("b")).isEqualTo(-700);
    }

    @Test
    void ignoresWrongClockOfThirdHost() {
        flows("a", "b", 1, 4);
        flows("a", "c", -1_000_000, 40);
        flows("c", "b", 1_000_002, 4);

        assertThat(clocks.aheadNanos("a")).isEqualTo(1);
        assertThat(clocks.aheadNanos("b")).isEqualTo(-1);
        assertThat(clocks.aheadNanos("c")).isEqualTo(1_000_000);
    }

    @Test
    void ignoresFlowsWhoseStartOneHostMissed() {
        Random random = new Random(1);
        for (int i = 0; i < 99; i++) {
            clocks.add("a", "b", i < 40 ? random.nextLong(60_000_000_000L) : 250 + i % 3);
        }
        assertThat(clocks.aheadNanos("a")).isBetween(250L, 252L);
    }

    @Test
    void givesNoSkewForFewFlows() {
        flows("a", "b", 5, 2);

        assertThat(clocks.aheadNanos("a")).isEqualTo(InterfaceStatus.NO_SKEW);
        assertThat(clocks.aheadNanos("nobody")).isEqualTo(InterfaceStatus.NO_SKEW);
    }
}
