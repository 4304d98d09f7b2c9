package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import org.junit.jupiter.api.Test;

class InterfaceLifeIT extends RingReaderFixture {

    @Test
    void continuesAfterInterfaceWasDown() {
        open(capture(""), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        veth.setUp(false);
        fetchUntil(() -> state == State.DOWN);
        veth.setUp(true);
        fetchUntil(() -> state == State.UP && gaps.size() == 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 100, 1));
        }
        fetchUntil(() -> frames >= 100);
        assertThat(numbers).hasSize(100);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.INTERFACE_DOWN);
        assertThat(gaps.get(0).endNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(gaps.get(1).endNanos()).isGreaterThan(gaps.get(1).startNanos());
        assertThat(gaps.get(1).startNanos()).isEqualTo(gaps.get(0).startNanos());
    }

    @Test
    void continuesAfterInterfaceWasDeletedAndCreatedAgain() {
        open(capture(""), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(10, 100, 1));
        }
        veth.deletePair();
        fetchUntil(() -> state == State.MISSING);
        veth.createPair();
        fetchUntil(() -> state == State.UP);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 100, 1));
        }
        fetchUntil(() -> frames >= 110);
        assertThat(numbers).hasSize(110);
        assertThat(gaps)
                .filteredOn(gap -> gap.cause() == Cause.INTERFACE_MISSING)
                .hasSize(2)
                .last()
                .satisfies(gap -> assertThat(gap.endNanos()).isGreaterThan(gap.startNanos()));
    }

    @Test
    void fanoutMembersContinueAfterInterfaceWasDown() {
        veth.setUp(false);
        open(capture(""), 2);
        fetchUntil(() -> heartbeats.size() >= 2 && state == State.DOWN);
        veth.setUp(true);
        fetchUntil(() -> gaps.size() == 2 && state == State.UP && quiet(2));
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(1_000, 100, 200));
        }
        fetchUntil(() -> frames >= 1_000);
        assertThat(numbers).doesNotHaveDuplicates().hasSize(1_000);
    }

    @Test
    void waitsForAnInterfaceThatDoesNotExistYet() {
        veth.deletePair();
        open(capture(""), 1);
        fetchUntil(() -> state == State.MISSING);
        veth.createPair();
        fetchUntil(() -> state == State.UP);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.INTERFACE_MISSING);
        assertThat(gaps).hasSize(2);
    }
}
