package io.ringflow.capture.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.source.CaptureSplit;
import io.ringflow.capture.source.LiveSplit;
import io.ringflow.model.CaptureGap;
import io.ringflow.model.CaptureGap.Cause;
import io.ringflow.model.InterfaceStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class RingReaderIT {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private NetnsFixture veth;
    private RingReader reader;
    private final List<PacketBatch> heartbeats = new ArrayList<>();
    private final List<CaptureGap> gaps = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private final Set<String> splitsWithPackets = new HashSet<>();
    private int heartbeatsInARow;
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

    @ParameterizedTest
    @EnumSource
    void membersOfAGroupShareThePacketsOut(FanoutMode mode) {
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
    void membersGoOnAfterTheInterfaceWasDown() {
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

    @Test
    void vlanTagsAreSeenAndFilteredThoughTheKernelTakesThemOut() {
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
    void superFramesTellTheirSegmentSize() {
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
    void loopbackShowsEachPacketOnce() {
        Void unused =
                veth.inNamespace(
                        () -> {
                            open(capture("lo", "", FanoutMode.HASH), 1);
                            fetchUntil(() -> !heartbeats.isEmpty());
                            try (PacketSender sender = PacketSender.open("lo")) {
                                sender.send(TestFrames.numbered(100, 100, 1));
                            }
                            fetchUntil(() -> frames >= 100 && quiet(1));
                            reader.close();
                            return null;
                        });
        assertThat(unused).isNull();
        assertThat(numbers).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aWrongFilterEndsTheCaptureWithItsReason() {
        open(capture("prot 80"), 1);
        assertThatThrownBy(() -> reader.fetch())
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("bad capture filter \"prot 80\"");
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
                        new LiveCapture.Fanout(FanoutMode.HASH, 0),
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
        return capture(veth.receiver(), filter, FanoutMode.HASH);
    }

    private static LiveCapture capture(String name, String filter, FanoutMode mode) {
        return new LiveCapture(
                List.of(name),
                List.of(),
                filter,
                true,
                128,
                new LiveCapture.Ring(1 << 18, 64, Duration.ofMillis(20)),
                new LiveCapture.Fanout(mode, 0),
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
            splits.add(new LiveSplit("here", settings.interfaces().get(0), i, members, group));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(splits));
    }

    private List<PacketBatch> fetchUntil(BooleanSupplier done) {
        List<PacketBatch> seen = new ArrayList<>();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            RecordsWithSplitIds<PacketBatch> records = reader.fetch();
            String split = records.nextSplit();
            PacketBatch batch = records.nextRecordFromSplit();
            seen.add(batch);
            note(batch, split);
        }
        return seen;
    }

    /** So many heartbeats in a row have come: whatever was on its way has arrived. */
    private boolean quiet(int count) {
        return heartbeatsInARow >= count;
    }

    private void note(PacketBatch batch, String split) {
        assertThat(batch.newestNanos).isGreaterThanOrEqualTo(batch.newestBeforeNanos);
        if (batch.frames == 0) {
            heartbeats.add(batch);
            heartbeatsInARow++;
        } else {
            splitsWithPackets.add(split);
            heartbeatsInARow = 0;
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
