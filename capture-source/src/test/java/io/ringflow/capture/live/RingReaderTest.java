package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.FakeRing;
import io.ringflow.capture.ring.InterfaceUnavailableException;
import io.ringflow.capture.ring.NumberHandler;
import io.ringflow.capture.ring.Ring;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsRemoval;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingReaderTest {

    private static final LiveSplit ETH0 = new LiveSplit("here", "eth0", 0, 1);
    private static final LiveSplit ETH1 = new LiveSplit("here", "eth1", 0, 1);
    private static final Observer SEEN_BY = new Observer("here", "eth0");
    private static final LiveCapture SETTINGS = LiveCapture.of("eth0");
    private static final Duration RETIRE = SETTINGS.ring().retireTimeout();

    private final FakeClock clock = new FakeClock();
    private final Map<String, FakeRing> rings = new HashMap<>();
    private final Map<String, State> unavailable = new HashMap<>();
    private final RingReader reader =
            new RingReader(
                    SETTINGS,
                    HeldRings.none(),
                    new CaptureEnvironment(this::open, NumberHandler::new, clock),
                    new CaptureMetrics(new UnregisteredMetricsGroup()),
                    new BatchPool(16));

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void sendsHeartbeatOfNewSplitFirst() {
        add(ETH0, ETH1);
        PacketBatch first = fetch(ETH0, ETH1);
        PacketBatch second = fetch(ETH0, ETH1);
        assertThat(first.observer).isNotEqualTo(second.observer);
        assertThat(List.of(first, second))
                .allSatisfy(
                        batch -> {
                            assertThat(batch.size).isZero();
                            assertThat(batch.newestBeforeNanos).isEqualTo(Long.MIN_VALUE);
                            assertThat(batch.newestNanos)
                                    .isEqualTo(FakeClock.START - 2 * RETIRE.toNanos());
                        });
    }

    @Test
    void sendsHeartbeatsOnSilentLink() {
        add(ETH0);
        PacketBatch first = fetch(ETH0);
        clock.advance(Duration.ofMillis(Heartbeat.INTERVAL_MILLIS).minusNanos(1));
        reader.wakeUp();
        assertThat(reader.fetch().nextSplit()).isNull();
        clock.advance(Duration.ofNanos(1));
        PacketBatch second = fetch(ETH0);
        assertThat(second.newestBeforeNanos).isEqualTo(first.newestNanos);
        assertThat(second.newestNanos - first.newestNanos).isEqualTo(250_000_000L);
    }

    @Test
    void advancesEventTimeToNewestPacketOfBatch() {
        add(ETH0);
        fetch(ETH0);
        rings.get("eth0").write(FakeClock.START + 5, TestFrames.udp(1, 2, 7, 60));
        PacketBatch batch = fetch(ETH0);
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.newestNanos).isEqualTo(FakeClock.START + 5);
        rings.get("eth0").write(FakeClock.START - 5, TestFrames.udp(1, 2, 8, 60));
        assertThat(fetch(ETH0).newestNanos).isEqualTo(FakeClock.START + 5);
    }

    @Test
    void heartbeatDoesNotOvertakeWaitingPackets() {
        add(ETH0);
        fetch(ETH0);
        clock.advance(Duration.ofSeconds(5));
        rings.get("eth0").write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        PacketBatch batch = fetch(ETH0);
        assertThat(batch.size).isEqualTo(1);
        assertThat(batch.newestNanos).isEqualTo(FakeClock.START);
    }

    @Test
    void readsBusyInterfacesInTurn() {
        add(ETH0, ETH1);
        fetch(ETH0, ETH1);
        fetch(ETH0, ETH1);
        for (int i = 0; i < 2; i++) {
            rings.get("eth0").write(FakeClock.START, TestFrames.udp(1, 2, i, 60));
            rings.get("eth1").write(FakeClock.START, TestFrames.udp(1, 2, i, 60));
        }
        Observer first = fetch(ETH0, ETH1).observer;
        assertThat(fetch(ETH0, ETH1).observer).isNotEqualTo(first);
        assertThat(fetch(ETH0, ETH1).observer).isEqualTo(first);
    }

    @Test
    void addsUpDropsAndFreezesAndReportsOneGapPerSecond() {
        add(ETH0);
        fetch(ETH0);
        FakeRing ring = rings.get("eth0");
        ring.drops = 0xffff_ffffL;
        ring.freezes = 2;
        clock.advance(Duration.ofSeconds(1));
        PacketBatch batch = fetch(ETH0);
        assertThat(batch.drops).isEqualTo(0xffff_ffffL);
        assertThat(batch.freezes).isEqualTo(2);
        assertThat(batch.gap)
                .isEqualTo(
                        new CaptureGap(
                                SEEN_BY,
                                FakeClock.START,
                                FakeClock.START + 1_000_000_000L,
                                0xffff_ffffL,
                                Cause.DROPS));
        ring.drops = 1;
        ring.write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        assertThat(fetch(ETH0).drops).as("counters are read once a second").isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(fetch(ETH0).drops).isEqualTo(1);
    }

    @Test
    void reportsGapWhileInterfaceIsDown() {
        add(ETH0);
        fetch(ETH0);
        rings.get("eth0").state = State.DOWN;
        clock.advance(Duration.ofSeconds(1));
        PacketBatch down = fetch(ETH0);
        long since = FakeClock.START + 1_000_000_000L;
        assertThat(down.state).isEqualTo(State.DOWN);
        assertThat(down.gap)
                .isEqualTo(new CaptureGap(SEEN_BY, since, Long.MAX_VALUE, 0, Cause.INTERFACE_DOWN));
        rings.get("eth0").state = State.UP;
        clock.advance(Duration.ofMillis(250));
        PacketBatch up = fetch(ETH0);
        assertThat(up.state).isEqualTo(State.UP);
        assertThat(up.gap)
                .isEqualTo(
                        new CaptureGap(
                                SEEN_BY, since, since + 250_000_000L, 0, Cause.INTERFACE_DOWN));
    }

    @Test
    void reportsInterfaceGapsOnlyFromFirstFanoutMember() {
        LiveSplit second = new LiveSplit("here", "eth0", 1, 2);
        add(second);
        fetch(second);
        rings.get("eth0").state = State.DOWN;
        clock.advance(Duration.ofSeconds(1));
        PacketBatch down = fetch(second);
        assertThat(down.state).isEqualTo(State.DOWN);
        assertThat(down.gap).isNull();
    }

    @Test
    void drainsAndReopensRingOfMissingInterface() {
        add(ETH0);
        fetch(ETH0);
        FakeRing old = rings.get("eth0");
        old.write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        old.state = State.MISSING;
        unavailable.put("eth0", State.MISSING);
        clock.advance(Duration.ofSeconds(1));
        PacketBatch last = fetch(ETH0);
        assertThat(last.size).isEqualTo(1);
        assertThat(last.state).isEqualTo(State.MISSING);
        assertThat(last.gap.cause()).isEqualTo(Cause.INTERFACE_MISSING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(fetch(ETH0).state).isEqualTo(State.MISSING);
        assertThat(old.closed).isTrue();
        unavailable.clear();
        clock.advance(Duration.ofSeconds(2));
        PacketBatch again = fetch(ETH0);
        assertThat(again.state).isEqualTo(State.UP);
        assertThat(again.gap.endNanos()).isEqualTo(FakeClock.START + 4_000_000_000L);
        assertThat(rings.get("eth0")).isNotSameAs(old);
    }

    @Test
    void remembersWakeUpBeforeFetch() {
        reader.wakeUp();
        reader.wakeUp();
        assertThat(reader.fetch().nextSplit()).isNull();
    }

    @Test
    void wakeUpEndsWaitingFetch() throws Exception {
        add(ETH0);
        fetch(ETH0);
        for (int i = 0; i < 100; i++) {
            CompletableFuture<String> fetch =
                    CompletableFuture.supplyAsync(() -> reader.fetch().nextSplit());
            reader.wakeUp();
            assertThat(fetch.get(30, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void ignoresWakeUpAfterClose() {
        add(ETH0);
        fetch(ETH0);
        reader.close();
        reader.wakeUp();
        reader.close();
        assertThat(rings.get("eth0").closed).isTrue();
    }

    @Test
    void closesRemovedSplit() {
        add(ETH0, ETH1);
        fetch(ETH0, ETH1);
        fetch(ETH0, ETH1);
        reader.handleSplitsChanges(new SplitsRemoval<>(List.of(ETH0)));
        assertThat(rings.get("eth0").closed).isTrue();
        assertThat(rings.get("eth1").closed).isFalse();
    }

    @Test
    void reusesBatchesAfterRecycling() {
        add(ETH0);
        fetch(ETH0);
        rings.get("eth0").write(FakeClock.START, TestFrames.udp(1, 2, 7, 60));
        RecordsWithSplitIds<PacketBatch> records = reader.fetch();
        records.nextSplit();
        PacketBatch batch = records.nextRecordFromSplit();
        assertThat(records.nextRecordFromSplit()).isNull();
        records.recycle();
        records.recycle();
        rings.get("eth0").write(FakeClock.START, TestFrames.udp(1, 2, 8, 60));
        rings.get("eth0").write(FakeClock.START, TestFrames.udp(1, 2, 9, 60));
        assertThat(fetch(ETH0)).isSameAs(batch);
        assertThat(fetch(ETH0)).isNotSameAs(batch);
    }

    @Test
    void rejectsFileSplit() {
        assertThatThrownBy(() -> add(new FileSplit("a", List.of(List.of("a.pcap")), 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file-0 is not a live split");
    }

    private Ring open(LiveSplit split) throws InterfaceUnavailableException {
        State state = unavailable.get(split.interfaceName());
        if (state != null) {
            throw new InterfaceUnavailableException(state);
        }
        FakeRing ring = new FakeRing(4);
        rings.put(split.interfaceName(), ring);
        return ring;
    }

    private void add(CaptureSplit... splits) {
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(splits)));
    }

    private PacketBatch fetch(LiveSplit... expected) {
        RecordsWithSplitIds<PacketBatch> records = reader.fetch();
        assertThat(List.of(expected)).extracting(LiveSplit::splitId).contains(records.nextSplit());
        PacketBatch batch = records.nextRecordFromSplit();
        assertThat(records.finishedSplits()).isEmpty();
        return batch;
    }
}
