package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fold.NumberFold;
import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.log.LogEntry;
import io.ringflow.capture.log.LogMemory;
import io.ringflow.capture.log.LogOwner;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.ring.FakeRing;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterfaceCaptureTest extends LiveFixture {

    private static final long SECOND = 1_000_000_000L;
    private static final LogOwner NOBODY =
            new LogOwner() {
                @Override
                public void finish() {}

                @Override
                public void left() {}
            };

    private final CaptureLog<List<Long>> log =
            new CaptureLog<>(
                    "here/eth0/0",
                    SEEN_BY,
                    FakeClock.START,
                    new LogMemory(1 << 20),
                    Merger.none(),
                    NOBODY);
    private final LogReader<List<Long>> reader = log.open(LogPosition.START, () -> {});
    private InterfaceCapture<List<Long>> capture = capture(ETH0);

    private InterfaceCapture<List<Long>> capture(LiveSplit split) {
        return new InterfaceCapture<>(split, environment, new NumberFold(SEEN_BY), log);
    }

    @AfterEach
    void close() {
        capture.close();
    }

    /** The sum of the reports that a step appends. */
    private CaptureReport step() {
        capture.step();
        LogEntry<List<Long>> entry = reader.poll();
        assertThat(entry).as("entry").isNotNull();
        CaptureReport sum = entry.report().copy();
        for (entry = reader.poll(); entry != null; entry = reader.poll()) {
            sum.add(entry.report());
        }
        return sum;
    }

    private void stepWithoutEntry() {
        capture.step();
        assertThat(reader.poll()).isNull();
    }

    @Test
    void appendsMarkWithEventTimeAtOnce() {
        CaptureReport report = step();
        assertThat(report.packets).isZero();
        assertThat(report.state).isEqualTo(State.UP);
        assertThat(report.observer).isEqualTo(SEEN_BY);
        assertThat(report.newestNanos).isEqualTo(FakeClock.START - RETIRE_NANOS);
    }

    @Test
    void appendsMarkForEachSecondOfSilence() {
        step();
        LogPosition before = reader.position();
        int entries = 0;
        for (int i = 0; i < 60_000 / Heartbeat.INTERVAL_MILLIS; i++) {
            clock.advance(Duration.ofMillis(Heartbeat.INTERVAL_MILLIS));
            assertThat(capture.idleNanos(clock.monotonicNanos())).isNotPositive();
            capture.step();
            if (reader.poll() != null) {
                entries++;
                assertThat(reader.position().eventNanos() - before.eventNanos()).isEqualTo(SECOND);
                before = reader.position();
            }
        }
        assertThat(entries).isEqualTo(60);
    }

    @Test
    void hasNothingToDoBeforeTheNextHeartbeat() {
        step();
        long idle = capture.idleNanos(clock.monotonicNanos());
        assertThat(idle).isEqualTo(Heartbeat.INTERVAL_MILLIS * 1_000_000);
        clock.advance(Duration.ofNanos(idle - 1));
        stepWithoutEntry();
        assertThat(capture.idleNanos(clock.monotonicNanos())).isEqualTo(1);
    }

    @Test
    void marksCountsOfBusyInterfaceIfNoBucketCloses() {
        step();
        for (int i = 0; i < 4; i++) {
            rings.get(0).write(FakeClock.START, TestFrames.udp(1, 2, i, 60));
            stepWithoutEntry();
            clock.advance(Duration.ofMillis(400));
        }
        rings.get(0).write(FakeClock.START, TestFrames.udp(1, 2, 4, 60));
        CaptureReport report = step();
        assertThat(report.packets).isEqualTo(5);
        assertThat(report.newestNanos).isEqualTo(FakeClock.START);
    }

    @Test
    void foldsBlocksInGroupsAndAppendsWhatIsClosed() {
        step();
        FakeRing ring = rings.get(0);
        byte[][] frames = TestFrames.numbered(20, 60, 1).toArray(byte[][]::new);
        long half = SECOND / 2;
        for (int block = 0; block < 4; block++) {
            ring.write(FakeClock.START + block * half, frames);
        }
        for (int block = 0; block < 4; block++) {
            assertThat(capture.step()).isTrue();
        }
        assertThat(capture.step()).isFalse();
        assertThat(reader.poll().payload()).hasSize(40).startsWith(0L, 1L, 2L);
        assertThat(reader.poll()).isNull();
        assertThat(ring.released).containsExactly(0, 1, 2, 3);
    }

    @Test
    void releasesBlockAfterItsLastPacketWasFolded() {
        step();
        FakeRing ring = rings.get(0);
        beforeEachPacket = () -> assertThat(ring.released).isEmpty();
        ring.write(FakeClock.START, TestFrames.numbered(20, 60, 1).toArray(byte[][]::new));
        capture.step();
        assertThat(ring.released).containsExactly(0);
    }

    @Test
    void heartbeatDoesNotOvertakeWaitingPackets() {
        step();
        rings.get(0).write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        clock.advance(Duration.ofSeconds(5));
        assertThat(step().newestNanos).isEqualTo(FakeClock.START);
    }

    @Test
    void countsBadRecordsOfTheRing() {
        step();
        rings.get(0).writeBadBlock();
        capture.step();
        clock.advance(Duration.ofSeconds(2));
        CaptureReport report = step();
        assertThat(report.packets).isEqualTo(1);
        assertThat(LongStream.of(report.undecoded).sum()).isEqualTo(1);
    }

    @Test
    void addsUpDropsAndFreezesAndMarksOneGapPerSecond() {
        step();
        FakeRing ring = rings.get(0);
        ring.drops = 0xffff_ffffL;
        ring.freezes = 2;
        clock.advance(Duration.ofMillis(800));
        stepWithoutEntry();
        clock.advance(Duration.ofMillis(200));
        CaptureReport report = step();
        assertThat(report.gaps)
                .containsExactly(
                        new CaptureGap(
                                SEEN_BY,
                                FakeClock.START,
                                FakeClock.START + SECOND,
                                0xffff_ffffL,
                                Cause.DROPS));
        assertThat(report.drops).isEqualTo(0xffff_ffffL);
        assertThat(report.freezes).isEqualTo(2);
        assertThat(reader.position().drops()).isEqualTo(0xffff_ffffL);
        ring.drops = 1;
        clock.advance(Duration.ofSeconds(1));
        assertThat(step().drops).isEqualTo(1);
    }

    @Test
    void marksGapWhileInterfaceIsDown() {
        step();
        rings.get(0).state = State.DOWN;
        capture.suspect();
        clock.advance(Duration.ofMillis(100));
        CaptureReport down = step();
        long since = FakeClock.START + SECOND / 10;
        assertThat(down.state).isEqualTo(State.DOWN);
        assertThat(down.gaps)
                .containsExactly(
                        new CaptureGap(SEEN_BY, since, Long.MAX_VALUE, 0, Cause.INTERFACE_DOWN));
        rings.get(0).state = State.UP;
        clock.advance(Duration.ofMillis(250));
        CaptureReport up = step();
        assertThat(up.state).isEqualTo(State.UP);
        assertThat(up.gaps)
                .containsExactly(
                        new CaptureGap(
                                SEEN_BY, since, since + SECOND / 4, 0, Cause.INTERFACE_DOWN));
    }

    @Test
    void reportsOngoingGapAgainToTheNextReader() {
        unavailable.put("eth0", State.DOWN);
        CaptureReport first = step();
        assertThat(first.gaps).hasSize(1);
        capture.reportAgain();
        assertThat(step().gaps).isEqualTo(first.gaps);
    }

    @Test
    void secondFanoutMemberReportsStateButNoGap() {
        capture = capture(new LiveSplit("here", "eth0", 1, 2));
        step();
        rings.get(0).state = State.DOWN;
        capture.suspect();
        CaptureReport down = step();
        assertThat(down.state).isEqualTo(State.DOWN);
        assertThat(down.gaps).isEmpty();
    }

    @Test
    void drainsAndReopensRingOfMissingInterface() {
        step();
        FakeRing old = rings.get(0);
        old.write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        old.state = State.MISSING;
        unavailable.put("eth0", State.MISSING);
        capture.suspect();
        CaptureReport last = step();
        assertThat(last.packets).isEqualTo(1);
        assertThat(last.state).isEqualTo(State.MISSING);
        assertThat(last.gaps)
                .extracting(CaptureGap::cause)
                .containsExactly(Cause.INTERFACE_MISSING);
        assertThat(old.closed).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(step().state).isEqualTo(State.MISSING);
        assertThat(old.closed).isTrue();
        unavailable.clear();
        clock.advance(Duration.ofSeconds(2));
        CaptureReport again = step();
        assertThat(rings).hasSize(2);
        assertThat(again.state).isEqualTo(State.UP);
        assertThat(again.gaps)
                .containsExactly(
                        new CaptureGap(
                                SEEN_BY,
                                FakeClock.START,
                                FakeClock.START + 3 * SECOND,
                                0,
                                Cause.INTERFACE_MISSING));
    }

    @Test
    void finishReadsReadyBlocksAndClosesAllBuckets() {
        step();
        FakeRing ring = rings.get(0);
        write(ring, 1);
        write(ring, 2);
        ring.drops = 3;
        capture.finish();
        LogEntry<List<Long>> last = reader.poll();
        assertThat(last.payload()).containsExactly(1L, 2L);
        assertThat(last.report().packets).isEqualTo(2);
        assertThat(last.report().gaps).hasSize(1);
        assertThat(last.report().drops).isEqualTo(3);
        assertThat(reader.poll()).isNull();
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void closesItsRing() {
        step();
        capture.close();
        assertThat(rings.get(0).closed).isTrue();
    }
}
