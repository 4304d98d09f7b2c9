package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.source.CaptureSplit;
import io.ringflow.capture.source.LiveSplit;
import io.ringflow.model.CaptureGap;
import io.ringflow.model.CaptureGap.Cause;
import io.ringflow.model.InterfaceStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingReaderIT {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private NetnsFixture veth;
    private RingReader reader;
    private final List<PacketBatch> heartbeats = new ArrayList<>();
    private final List<CaptureGap> gaps = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private State state;
    private long frames;
    private long drops;

    @BeforeEach
    void makeNetwork() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
        veth = NetnsFixture.create();
    }

    @AfterEach
    void removeNetwork() {
        if (reader != null) {
            reader.close();
        }
        if (veth != null) {
            veth.close();
        }
    }

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
    void filterAndSnapLengthActInTheKernel() {
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

    @Test
    void goesOnAfterTheInterfaceWasDown() {
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
    void goesOnWhenTheInterfaceIsMadeAgain() {
        open(capture(""), 1);
        fetchUntil(() -> !heartbeats.isEmpty());
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(10, 100, 1));
        }
        veth.deletePair();
        fetchUntil(() -> state == State.MISSING);
        assertThat(numbers).hasSize(10);
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
    void membersOfAGroupShareThePacketsOut() {
        open(capture(""), 2);
        fetchUntil(() -> heartbeats.size() >= 2);
        try (PacketSender sender = veth.sender()) {
            sender.send(TestFrames.numbered(20_000, 100, 200));
        }
        List<PacketBatch> seen = fetchUntil(() -> frames >= 20_000);
        assertThat(seen).isNotEmpty();
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 20_000).boxed().toList());
    }

    @Test
    void countsWhatTheKernelDrops() {
        LiveCapture small =
                new LiveCapture(
                        List.of(veth.receiver()),
                        List.of(),
                        "",
                        true,
                        128,
                        new LiveCapture.Ring(4096, 2, Duration.ofMillis(20)),
                        new LiveCapture.Fanout(LiveCapture.FanoutMode.HASH, 0),
                        false);
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

    private LiveCapture capture(String filter) {
        return new LiveCapture(
                List.of(veth.receiver()),
                List.of(),
                filter,
                true,
                128,
                new LiveCapture.Ring(1 << 18, 64, Duration.ofMillis(20)),
                new LiveCapture.Fanout(LiveCapture.FanoutMode.HASH, 0),
                false);
    }

    private void open(LiveCapture settings, int members) {
        reader =
                new RingReader(
                        split -> PacketRing.open(settings, split),
                        new NumberHandler(),
                        CaptureClock.SYSTEM,
                        new UnregisteredMetricsGroup(),
                        settings.ring().retireTimeout().toNanos(),
                        BatchPool.BATCH_CAPACITY);
        List<CaptureSplit> splits = new ArrayList<>();
        int group = (int) ProcessHandle.current().pid() & 0xffff;
        for (int i = 0; i < members; i++) {
            splits.add(new LiveSplit("here", veth.receiver(), i, members, group));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(splits));
    }

    private List<PacketBatch> fetchUntil(BooleanSupplier done) {
        List<PacketBatch> seen = new ArrayList<>();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            RecordsWithSplitIds<PacketBatch> records = reader.fetch();
            records.nextSplit();
            PacketBatch batch = records.nextRecordFromSplit();
            seen.add(batch);
            note(batch);
        }
        return seen;
    }

    private void note(PacketBatch batch) {
        assertThat(batch.newestNanos).isGreaterThanOrEqualTo(batch.newestBeforeNanos);
        if (batch.frames == 0) {
            heartbeats.add(batch);
        }
        if (batch.gap != null) {
            gaps.add(batch.gap);
        }
        for (int i = 0; i < batch.size; i++) {
            numbers.add(batch.srcLow[i]);
        }
        state = batch.state;
        frames += batch.frames;
        drops += batch.drops;
    }
}
