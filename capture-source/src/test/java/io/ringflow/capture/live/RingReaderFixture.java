package io.ringflow.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.LiveCapture.FanoutMode;
import io.ringflow.capture.packet.BatchPool;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.NumberHandler;
import io.ringflow.capture.ring.PacketRing;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A veth pair, a reader on it, and what it has read. Skips the tests if no pair can be created. */
@Timeout(120)
abstract class RingReaderFixture {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    NetnsFixture veth;
    RingReader reader;

    /** Holds the captures that readers leave; none unless a test replaces it. */
    HeldRings held = HeldRings.none();

    final List<PacketBatch> heartbeats = new ArrayList<>();
    final List<CaptureGap> gaps = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final Set<String> splitsWithPackets = new HashSet<>();
    private int heartbeatsInARow;
    State state;
    long frames;
    long drops;

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

    LiveCapture capture(String filter) {
        return capture(veth.receiver(), filter, FanoutMode.HASH);
    }

    static LiveCapture capture(String name, String filter, FanoutMode mode) {
        return LiveCapture.builder(List.of(name))
                .filter(filter)
                .snapLength(128)
                .ring(new LiveCapture.RingSettings(1 << 18, 64, Duration.ofMillis(20)))
                .fanout(new LiveCapture.Fanout(mode, 0))
                .build();
    }

    void open(LiveCapture settings, int members) {
        CaptureEnvironment environment =
                new CaptureEnvironment(
                        split -> PacketRing.open(settings, split, group("job", split)),
                        NumberHandler::new,
                        CaptureClock.SYSTEM);
        reader =
                new RingReader(
                        settings,
                        held,
                        environment,
                        new CaptureMetrics(new UnregisteredMetricsGroup()),
                        new BatchPool(BatchPool.BATCH_CAPACITY));
        List<CaptureSplit> splits = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            splits.add(new LiveSplit("here", settings.interfaces().get(0), i, members));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(splits));
    }

    /** A group that no other process shares, so that test runs don't disturb each other. */
    static FanoutGroup group(String job, LiveSplit split) {
        return FanoutGroup.of(
                job + ProcessHandle.current().pid(), split.host(), split.interfaceName());
    }

    List<PacketBatch> fetchUntil(BooleanSupplier done) {
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

    /** Returns true after {@code count} heartbeats in a row: everything sent before has arrived. */
    boolean quiet(int count) {
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
