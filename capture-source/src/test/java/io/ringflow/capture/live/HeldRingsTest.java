package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.FakeRing;
import io.ringflow.capture.ring.NumberHandler;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldRingsTest {

    private static final LiveSplit FIRST = new LiveSplit("here", "eth0", 0, 2);
    private static final LiveSplit SECOND = new LiveSplit("here", "eth0", 1, 2);
    private static final LiveSplit ALONE = new LiveSplit("here", "eth0", 0, 1);
    private static final LiveSplit OTHER = new LiveSplit("here", "eth1", 0, 1);
    private static final LiveCapture SETTINGS = LiveCapture.of("eth0", "eth1");

    private final FakeClock clock = new FakeClock();
    private final List<Duration> alarms = new ArrayList<>();
    private final HeldRings held = new HeldRings(clock, alarms::add);
    private final List<FakeRing> rings = new ArrayList<>();
    private Runnable beforeEachPacket = () -> {};

    private RingReader reader(LiveCapture settings, CaptureSplit... splits) {
        CaptureEnvironment environment =
                new CaptureEnvironment(
                        split -> {
                            FakeRing ring = new FakeRing(4);
                            rings.add(ring);
                            return ring;
                        },
                        () -> new NumberHandler(() -> beforeEachPacket.run()),
                        clock);
        RingReader reader =
                new RingReader(
                        settings,
                        held,
                        environment,
                        new CaptureMetrics(new UnregisteredMetricsGroup()),
                        new BatchPool(16));
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(splits)));
        return reader;
    }

    private static PacketBatch fetch(RingReader reader) {
        RecordsWithSplitIds<PacketBatch> records = reader.fetch();
        assertThat(records.nextSplit()).isNotNull();
        return records.nextRecordFromSplit();
    }

    private void write(FakeRing ring, long number) {
        ring.write(clock.epochNanos(), TestFrames.udp(1, 2, number, 60));
    }

    @Test
    void nextReaderContinuesWithPacketsThatWaitedInTheRing() {
        RingReader before = reader(SETTINGS, ALONE);
        PacketBatch first = fetch(before);
        write(rings.get(0), 1);
        write(rings.get(0), 2);
        PacketBatch counted = fetch(before);
        assertThat(counted.framesBefore).isZero();
        assertThat(counted.captureNanos).isEqualTo(first.captureNanos).isPositive();
        before.close();
        clock.advance(Duration.ofSeconds(20));
        write(rings.get(0), 3);

        RingReader after = reader(SETTINGS, ALONE);
        PacketBatch next = fetch(after);
        assertThat(next.srcLow[0]).isEqualTo(2);
        assertThat(next.framesBefore).isEqualTo(1);
        assertThat(next.captureNanos).isEqualTo(first.captureNanos);
        assertThat(next.newestBeforeNanos).isEqualTo(counted.newestNanos);
        assertThat(fetch(after).srcLow[0]).isEqualTo(3);
        assertThat(rings).hasSize(1);
        after.close();
        held.end();
        assertThat(rings.get(0).closed).isTrue();
    }

    @Test
    void nextReaderContinuesInPartlyReadBlock() {
        byte[][] frames = TestFrames.numbered(20, 60, 1).toArray(byte[][]::new);
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        rings.get(0).write(clock.epochNanos(), frames);
        assertThat(fetch(before).size).isEqualTo(16);
        before.close();

        RingReader after = reader(SETTINGS, ALONE);
        PacketBatch rest = fetch(after);
        assertThat(rest.size).isEqualTo(4);
        assertThat(rest.srcLow[0]).isEqualTo(16);
        assertThat(rings.get(0).released).containsExactly(0);
        after.close();
    }

    @Test
    void reportsDropsWithCountOfEarlierDrops() {
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        rings.get(0).drops = 5;
        clock.advance(Duration.ofSeconds(1));
        assertThat(fetch(before).drops).isEqualTo(5);
        before.close();
        rings.get(0).drops = 3;
        clock.advance(Duration.ofSeconds(9));

        RingReader after = reader(SETTINGS, ALONE);
        PacketBatch next = fetch(after);
        assertThat(next.dropsBefore).isEqualTo(5);
        assertThat(next.drops).isEqualTo(3);
        assertThat(next.gap.drops()).isEqualTo(3);
        after.close();
    }

    @Test
    void reportsInterfaceThatIsDownToNextReader() {
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        rings.get(0).state = State.DOWN;
        clock.advance(Duration.ofSeconds(1));
        CaptureGap reported = fetch(before).gap;
        assertThat(reported.cause()).isEqualTo(CaptureGap.Cause.INTERFACE_DOWN);
        before.close();
        clock.advance(Duration.ofSeconds(1));

        RingReader after = reader(SETTINGS, ALONE);
        assertThat(fetch(after).gap).isEqualTo(reported);
        after.close();
    }

    @Test
    void handsEachMemberToWhicheverReaderCapturesIt() {
        RingReader one = reader(SETTINGS, FIRST);
        RingReader two = reader(SETTINGS, SECOND);
        fetch(one);
        fetch(two);
        one.close();
        two.close();

        RingReader both = reader(SETTINGS, SECOND, FIRST);
        write(rings.get(0), 10);
        write(rings.get(1), 11);
        assertThat(List.of(fetch(both).srcLow[0], fetch(both).srcLow[0]))
                .containsExactlyInAnyOrder(10L, 11L);
        assertThat(rings).hasSize(2);
        both.close();
    }

    @Test
    void closesCaptureAtOnceIfSettingsHaveChanged() {
        RingReader before = reader(SETTINGS, FIRST, SECOND, OTHER);
        fetch(before);
        fetch(before);
        fetch(before);
        before.close();

        RingReader fewer = reader(SETTINGS, ALONE);
        assertThat(rings.stream().filter(ring -> ring.closed)).hasSize(2);
        fewer.close();
        RingReader filtered = reader(LiveCapture.of("eth0"), OTHER);
        fetch(filtered);
        assertThat(rings).hasSize(4);
        assertThat(rings.stream().filter(ring -> ring.closed)).hasSize(3);
        filtered.close();
    }

    @Test
    void closesCaptureIfNoReaderComes() {
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        before.close();
        assertThat(alarms).containsExactly(HeldRings.HOLD);
        clock.advance(HeldRings.HOLD.minusNanos(1));
        held.expire();
        assertThat(rings.get(0).closed).isFalse();
        clock.advance(Duration.ofNanos(1));
        held.expire();
        assertThat(rings.get(0).closed).isTrue();

        RingReader after = reader(SETTINGS, ALONE);
        assertThat(fetch(after).framesBefore).isZero();
        assertThat(rings).hasSize(2);
        after.close();
    }

    @Test
    void closesCaptureSoonerIfAnotherWasTaken() {
        RingReader before = reader(SETTINGS, FIRST, SECOND);
        fetch(before);
        fetch(before);
        before.close();
        RingReader after = reader(SETTINGS, SECOND);
        assertThat(alarms.getLast()).isEqualTo(HeldRings.CLAIM);
        clock.advance(HeldRings.CLAIM);
        held.expire();
        assertThat(rings).extracting(ring -> ring.closed).containsExactlyInAnyOrder(true, false);
        after.close();
    }

    @Test
    void holdsNothingAfterJobHasEnded() {
        RingReader before = reader(SETTINGS, FIRST);
        RingReader last = reader(SETTINGS, SECOND);
        fetch(before);
        fetch(last);
        before.close();
        held.end();
        assertThat(rings.get(0).closed).isTrue();
        assertThat(rings.get(1).closed).isFalse();
        last.close();
        assertThat(rings.get(1).closed).isTrue();
    }

    @Test
    void closesCaptureOfReaderThatEndsAfterItsSuccessorStarted() {
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        RingReader after = reader(SETTINGS, ALONE);
        fetch(after);
        before.close();
        assertThat(rings.get(0).closed).isTrue();
        assertThat(rings.get(1).closed).isFalse();
        after.close();
        held.end();
    }

    @Test
    void closesCaptureThatHasFailed() {
        RingReader before = reader(SETTINGS, ALONE);
        fetch(before);
        beforeEachPacket =
                () -> {
                    throw new IllegalStateException("failed by the test");
                };
        write(rings.get(0), 1);
        assertThatThrownBy(before::fetch).hasMessage("failed by the test");
        before.close();
        assertThat(rings.get(0).closed).isTrue();
    }
}
