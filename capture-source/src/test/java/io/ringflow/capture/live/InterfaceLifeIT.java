package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import org.junit.jupiter.api.Test;

class InterfaceLifeIT extends LiveCapturesFixture {

    @Test
    void continuesAfterInterfaceWasDown() {
        open(capture(""), 1);
        veth.setUp(false);
        readUntil(() -> state == State.DOWN);
        veth.setUp(true);
        readUntil(() -> state == State.UP && gaps.size() == 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 100, 1));
        }
        readAllSent();
        assertThat(numbers).hasSize(100);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.INTERFACE_DOWN);
        assertThat(gaps.get(0).endNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(gaps.get(1).endNanos()).isGreaterThan(gaps.get(1).startNanos());
        assertThat(gaps.get(1).startNanos()).isEqualTo(gaps.get(0).startNanos());
    }

    @Test
    void continuesAfterInterfaceWasDeletedAndCreatedAgain() {
        open(capture(""), 1);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(10, 100, 1));
        }
        veth.deletePair();
        readUntil(() -> state == State.MISSING);
        veth.createPair();
        readUntil(() -> state == State.UP);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 100, 1));
        }
        readAllSent();
        assertThat(numbers).hasSize(110);
        assertThat(gaps)
                .filteredOn(gap -> gap.cause() == Cause.INTERFACE_MISSING)
                .hasSize(2)
                .last()
                .satisfies(gap -> assertThat(gap.endNanos()).isGreaterThan(gap.startNanos()));
    }

    private void membersShareThePackets() {
        // Both members have noticed after the longest backoff.
        for (int i = 0; i < 10; i++) {
            readAllSent();
        }
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(1_000, 100, 200));
        }
        readAllSent();
        assertThat(numbers).doesNotHaveDuplicates().hasSize(1_000);
    }

    @Test
    void fanoutMembersContinueAfterInterfaceWasDown() {
        veth.setUp(false);
        open(capture(""), 2);
        readUntil(() -> state == State.DOWN);
        veth.setUp(true);
        readUntil(() -> gaps.size() == 2 && state == State.UP);
        membersShareThePackets();
    }

    @Test
    void waitsWhileItsFanoutGroupBelongsToAnotherInterface() throws Exception {
        LiveCapture settings = capture("");
        LiveCapture loopback = capture("lo", "", FanoutMode.HASH);
        int group = ofJob("job", veth.receiver(), 0, 2).fanoutGroup();
        PacketRing other =
                PacketRing.open(loopback, new LiveSplit("here", "lo", 0, 2).assigned(0, group, 0));
        try (other) {
            open(kept(settings), settings, 2);
            readUntil(() -> state == State.DOWN);
        }
        readUntil(() -> gaps.size() == 2 && state == State.UP);
        membersShareThePackets();
    }

    @Test
    void waitsForAnInterfaceThatDoesNotExistYet() {
        veth.deletePair();
        LiveCapture settings = capture("");
        open(kept(settings), settings, 1);
        readUntil(() -> state == State.MISSING);
        veth.createPair();
        readUntil(() -> state == State.UP);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.INTERFACE_MISSING);
        assertThat(gaps).hasSize(2);
    }
}
