package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveCapturesIT extends LiveCapturesFixture {

    private static List<Long> range(int end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private static List<Long> sorted(List<Long> numbers) {
        return numbers.stream().sorted().toList();
    }

    @Test
    void seesEachPacketOnceAndInOrder() {
        open(capture(""), 1);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(50_000, 100, 100));
        }
        readAllSent();
        assertThat(numbers).isEqualTo(range(50_000));
        assertThat(frames).isEqualTo(50_000);
        assertThat(drops).isZero();
    }

    @Test
    void appliesFilterAndSnapLengthInTheKernel() {
        open(capture("udp src port 1025"), 1);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(100, 500, 10));
        }
        readAllSent();
        assertThat(numbers).containsExactly(1L, 11L, 21L, 31L, 41L, 51L, 61L, 71L, 81L, 91L);
        assertThat(captured).isEqualTo(128);
        assertThat(bytes).isEqualTo(5_000);
    }

    @ParameterizedTest
    @EnumSource
    void distributesPacketsOverFanoutMembers(FanoutMode mode) {
        open(capture(veth.receiver(), "", mode), 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(20_000, 100, 200));
        }
        readAllSent();
        assertThat(sorted(numbers)).isEqualTo(range(20_000));
        if (mode == FanoutMode.HASH) {
            assertThat(readersWithPackets).hasSize(2);
        }
    }

    @Test
    void fanoutGroupOfAnotherJobTakesNoPacketsAway() throws InterfaceUnavailableException {
        LiveCapture settings = capture("");
        open(settings, 2);
        List<PacketRing> others = new ArrayList<>();
        try (PacketSender sender = veth.sender()) {
            for (int member = 0; member < 2; member++) {
                LiveSplit split = ofJob("another job", veth.receiver(), member, 2);
                others.add(PacketRing.open(settings, split));
            }
            sender.send(TestFrames.numbered(20_000, 100, 200));
            readAllSent();
        } finally {
            others.forEach(PacketRing::close);
        }
        assertThat(sorted(numbers)).isEqualTo(range(20_000));
    }

    @Test
    void readsAndFiltersVlanTagsThatTheKernelHasMoved() {
        open(capture("vlan 100 and udp"), 1);
        try (PacketSender sender = veth.sender()) {
            sender.send(
                    List.of(
                            TestFrames.udp(1, 2, 7, 100),
                            TestFrames.tagged(TestFrames.udp(1, 2, 8, 100), 100),
                            TestFrames.tagged(TestFrames.udp(1, 2, 9, 100), 101)));
        }
        readAllSent();
        assertThat(numbers).containsExactly(8L);
        assertThat(vlanTci).isEqualTo(100);
        assertThat(bytes).isEqualTo(104);
    }

    @Test
    void timesFramesBetweenTheirSendingAndTheirReading() {
        open(capture(""), 1);
        try (PacketSender sender = veth.sender()) {
            for (int i = 0; i < 1_000; i++) {
                long now = CaptureClock.SYSTEM.epochNanos();
                sender.send(List.of(TestFrames.udp(1, 2, now, 100)));
            }
        }
        readAllSent();
        long read = CaptureClock.SYSTEM.epochNanos();
        assertThat(timesNanos)
                .hasSize(1_000)
                .allSatisfy((sent, time) -> assertThat(time).isBetween(sent, read));
        List<Long> inOrder = sorted(List.copyOf(timesNanos.keySet()));
        assertThat(inOrder).map(timesNanos::get).isSorted();
    }

    @Test
    void readsSegmentSizeOfSuperFrames() {
        open(capture("tcp"), 1);
        try (PacketSender sender = veth.sender().withVnetHeaders()) {
            sender.send(List.of(TestFrames.superFrame(10_000, 1_000)));
        }
        readAllSent();
        assertThat(frames).isEqualTo(1);
        assertThat(segmentPayload).isEqualTo(1_000);
        assertThat(bytes).isEqualTo(10_054);
    }

    @Test
    void capturesLoopbackPacketsOnce() {
        List<Long> seen =
                veth.inNamespace(
                        () -> {
                            open(capture("lo", "", FanoutMode.HASH), 1);
                            try (PacketSender sender = PacketSender.open("lo")) {
                                sender.send(TestFrames.numbered(100, 100, 1));
                            }
                            readAllSent();
                            return numbers;
                        });
        assertThat(seen).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void losesNothingWhileNobodyReads() {
        LiveCapture settings = capture("");
        LiveCaptures kept = kept(settings);
        open(kept, settings, 2);
        readUntil(() -> readers.stream().allMatch(reader -> reader.position().logId() != 0));
        try (PacketSender sender = veth.sender()) {
            List<byte[]> all = TestFrames.numbered(60_000, 100, 200);
            sender.send(all.subList(0, 20_000));
            readUntil(() -> frames > 0);
            readers.forEach(LogReader::close);
            awaitSockets(2);
            sender.send(all.subList(20_000, 60_000));
            open(kept, settings, 2);
            readAllSent();
        }
        assertThat(sorted(numbers)).isEqualTo(range(60_000));
        assertThat(readers).extracting(LogReader::loss).containsOnlyNulls();
        assertThat(drops).isZero();
    }

    @Test
    void readsAgainFromAnEarlierPosition() {
        LiveCapture settings = capture("");
        LiveCaptures kept = kept(settings);
        open(kept, settings, 1);
        readUntil(() -> readers.getFirst().position().logId() != 0);
        LogReader<List<Long>> before = readers.getFirst();
        LogPosition saved = before.position();
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(1_000, 100, 10));
        }
        readAllSent();
        assertThat(numbers).hasSize(1_000);
        before.close();
        numbers.clear();
        LogReader<List<Long>> after =
                kept.open(
                        settings,
                        ofJob("job", veth.receiver(), 0, 1).at(saved),
                        () -> {
                            throw new AssertionError("the capture has not ended");
                        },
                        Merger.none(),
                        () -> {});
        readers.set(0, after);
        readAllSent();
        assertThat(numbers).isEqualTo(range(1_000));
    }

    @Test
    void finishReadsEverythingThatWasSent() {
        open(capture(""), 1);
        readUntil(() -> readers.getFirst().position().logId() != 0);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(10_000, 100, 100));
        }
        // The last block is not full, so the kernel still has it.
        readers.getFirst().finish();
        readUntil(() -> readers.getFirst().ended());
        assertThat(numbers).isEqualTo(range(10_000));
        assertThat(frames).isEqualTo(10_000);
        awaitSockets(0);
    }

    @Test
    void closesRingsWhenTheJobLeavesAndIfSettingsChange() {
        LiveCapture settings = capture("");
        open(settings, 2);
        awaitSockets(2);
        LiveCapture filtered = capture("udp");
        LiveCaptures kept = kept(filtered);
        open(kept, filtered, 1);
        awaitSockets(3);
        open(kept, filtered.withFilter("tcp"), 1);
        readers.clear();
        awaitSockets(3);
        kept.end();
        awaitSockets(2);
    }

    @Test
    void failsOnWrongFilterWithReason() {
        LiveCapture settings = capture("prot 80");
        open(kept(settings), settings, 1);
        assertThatThrownBy(() -> readUntil(() -> false))
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("bad capture filter \"prot 80\"");
        awaitSockets(0);
    }

    @Test
    void countsPacketsDroppedByTheKernel() {
        LiveCapture small =
                LiveCapture.builder(List.of(veth.receiver()))
                        .snapLength(128)
                        .ring(new LiveCapture.RingSettings(4096, 2, Duration.ofMillis(20)))
                        .build();
        open(small, 1);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(20_000, 100, 1));
        }
        readUntil(() -> frames + drops >= 20_000);
        assertThat(drops).isPositive();
        assertThat(frames + drops).isEqualTo(20_000);
        assertThat(gaps).extracting(CaptureGap::cause).containsOnly(Cause.DROPS);
        assertThat(gaps.stream().mapToLong(CaptureGap::drops).sum()).isEqualTo(drops);
    }
}
