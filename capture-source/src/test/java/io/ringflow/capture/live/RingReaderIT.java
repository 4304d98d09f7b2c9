package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.PacketSockets;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RingReaderIT extends RingReaderFixture {

    @Test
    void seesEachPacketOnceAndInOrder() {
        open(capture(""), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(50_000, 100, 100));
        }
        fetchUntil(() -> frames >= 50_000);
        assertThat(numbers).containsExactlyElementsOf(LongStream.range(0, 50_000).boxed().toList());
        assertThat(drops).isZero();
    }

    @Test
    void appliesFilterAndSnapLengthInTheKernel() {
        open(capture("udp src port 1025"), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 500, 10));
        }
        List<PacketBatch> seen = fetchUntil(() -> frames >= 10);
        assertThat(numbers).containsExactly(1L, 11L, 21L, 31L, 41L, 51L, 61L, 71L, 81L, 91L);
        assertThat(seen.getLast().srcHigh[0]).isEqualTo(128);
        assertThat(seen.stream().mapToLong(batch -> batch.frameBytes).sum()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @EnumSource
    void distributesPacketsOverFanoutMembers(FanoutMode mode) {
        open(capture(veth.receiver(), "", mode), 2);
        fetchUntil(() -> heartbeats.size() >= 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(20_000, 100, 200));
        }
        fetchUntil(() -> frames >= 20_000);
        fetchUntil(() -> quiet(2));
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 20_000).boxed().toList());
        if (mode == FanoutMode.HASH) {
            assertThat(splitsWithPackets).hasSize(2);
        }
    }

    @Test
    void fanoutGroupOfAnotherJobTakesNoPacketsAway() throws InterfaceUnavailableException {
        LiveCapture settings = capture("");
        open(settings, 2);
        fetchUntil(() -> heartbeats.size() >= 2);
        List<PacketRing> others = new ArrayList<>();
        try (PacketSender sender = veth.sender()) {
            for (int member = 0; member < 2; member++) {
                LiveSplit split = new LiveSplit("here", veth.receiver(), member, 2);
                others.add(PacketRing.open(settings, split, group("another job", split)));
            }
            sender.send(TestFrames.numbered(20_000, 100, 200));
            fetchUntil(() -> frames >= 20_000);
        } finally {
            others.forEach(PacketRing::close);
        }
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 20_000).boxed().toList());
    }

    @Test
    void readsAndFiltersVlanTagsThatTheKernelHasMoved() {
        open(capture("vlan 100 and udp"), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(
                    List.of(
                            TestFrames.udp(1, 2, 7, 100),
                            TestFrames.tagged(TestFrames.udp(1, 2, 8, 100), 100),
                            TestFrames.tagged(TestFrames.udp(1, 2, 9, 100), 101)));
        }
        List<PacketBatch> seen = fetchUntil(() -> frames >= 1);
        fetchUntil(() -> quiet(1));
        assertThat(numbers).containsExactly(8L);
        assertThat(seen.getLast().dstLow[0]).isEqualTo(100);
        assertThat(seen.getLast().frameBytes).isEqualTo(104);
    }

    @Test
    void readsSegmentSizeOfSuperFrames() {
        open(capture("tcp"), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender().withVnetHeaders()) {
            sender.send(List.of(TestFrames.superFrame(10_000, 1_000)));
        }
        List<PacketBatch> seen = fetchUntil(() -> frames >= 1);
        assertThat(seen.getLast().size).isEqualTo(1);
        assertThat(seen.getLast().dstHigh[0]).isEqualTo(1_000);
        assertThat(seen.getLast().frameBytes).isEqualTo(10_054);
    }

    @Test
    void capturesLoopbackPacketsOnce() {
        List<Long> seen =
                veth.inNamespace(
                        () -> {
                            open(capture("lo", "", FanoutMode.HASH), 1);
                            fetchUntil(() -> !heartbeats.isEmpty());
                            try (PacketSender sender = PacketSender.open("lo")) {
                                sender.send(TestFrames.numbered(100, 100, 1));
                            }
                            fetchUntil(() -> frames >= 100 && quiet(1));
                            reader.close();
                            return numbers;
                        });
        assertThat(seen).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void continuesWithRingsOfPreviousReader() throws IOException {
        held = new HeldRings(CaptureClock.SYSTEM, after -> {});
        open(capture(""), 2);
        fetchUntil(() -> heartbeats.size() >= 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(20_000, 100, 200));
            fetchUntil(() -> frames >= 5_000);
            reader.close();
            assertThat(PacketSockets.count()).isEqualTo(2);
            sender.send(TestFrames.numbered(30_000, 100, 200).subList(20_000, 30_000));
            open(capture(""), 2);
            fetchUntil(() -> frames >= 30_000);
        }
        fetchUntil(() -> quiet(2));
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 30_000).boxed().toList());
        assertThat(drops).isZero();
        reader.close();
        held.end();
        assertThat(PacketSockets.count()).isZero();
        assertThat(PacketSockets.rings()).isZero();
    }

    @Test
    void closesHeldRingsIfSettingsHaveChanged() throws IOException {
        held = new HeldRings(CaptureClock.SYSTEM, after -> {});
        open(capture(""), 2);
        fetchUntil(() -> heartbeats.size() >= 2);
        reader.close();
        open(capture("udp"), 1);
        fetchUntil(() -> heartbeats.size() >= 3);
        assertThat(PacketSockets.count()).isEqualTo(1);
        reader.close();
        held.end();
        assertThat(PacketSockets.count()).isZero();
    }

    @Test
    void freesMemoryAndDescriptorsOnClose() throws IOException {
        for (int i = 0; i < 3; i++) {
            open(capture(""), 2);
            heartbeats.clear();
            fetchUntil(() -> heartbeats.size() == 2);
            assertThat(PacketSockets.rings()).isPositive();
            reader.close();
            open(capture("prot 80"), 1);
            assertThatThrownBy(() -> reader.fetch()).isInstanceOf(CaptureException.class);
            reader.close();
        }
        assertThat(PacketSockets.rings()).isZero();
        assertThat(PacketSockets.count()).isZero();
    }

    @Test
    void failsOnWrongFilterWithReason() {
        open(capture("prot 80"), 1);
        assertThatThrownBy(() -> reader.fetch())
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("bad capture filter \"prot 80\"");
    }

    @Test
    void countsPacketsDroppedByTheKernel() {
        LiveCapture small =
                LiveCapture.builder(List.of(veth.receiver()))
                        .snapLength(128)
                        .ring(new LiveCapture.RingSettings(4096, 2, Duration.ofMillis(20)))
                        .build();
        open(small, 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(1_000, 100, 1));
        }
        fetchUntil(() -> frames + drops >= 1_000);
        assertThat(drops).isPositive();
        assertThat(frames + drops).isEqualTo(1_000);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.DROPS);
        assertThat(gaps.stream().mapToLong(CaptureGap::drops).sum()).isEqualTo(drops);
    }
}
