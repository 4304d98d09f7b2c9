package io.ringflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.LargestRows;
import io.ringflow.job.rollup.RollupColumns;
import io.ringflow.job.rollup.RollupKeys;
import io.ringflow.job.rollup.RollupTable;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.track.ShardHarness;
import io.ringflow.model.Flow;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close throws Exception
class FlowTrackerOperatorTest {

    private static final int SHARDS = 4;
    private static final int PORTS = 50;
    private static final JobID JOB = new JobID();

    /** More than the rows of one task, which stay readable until the next task claims them. */
    private static final long KEPT_BYTES = 4 << 20;

    private OperatorSubtaskState state;

    private static KeyedOneInputStreamOperatorTestHarness<Integer, FragmentBatch, Flow> harness()
            throws Exception {
        return harness(FlowRecords.ENDS);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, FragmentBatch, Flow> harness(
            FlowRecords records) throws Exception {
        return harness(records, 1, 0);
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, FragmentBatch, Flow> harness(
            FlowRecords records, int parallelism, int subtask) throws Exception {
        FlowTracker tracker =
                new FlowTracker(
                        FlowSettings.builder().build(), SHARDS, records, true, StateService.NONE);
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new FlowTrackerOperator(tracker),
                FragmentBatch::shardKey,
                Types.INT,
                new MockEnvironmentBuilder()
                        .setJobID(JOB)
                        .setMaxParallelism(SHARDS)
                        .setParallelism(parallelism)
                        .setSubtaskIndex(subtask)
                        .build());
    }

    /** One packet of each flow, to each of some keys. */
    private static void see(
            KeyedOneInputStreamOperatorTestHarness<Integer, FragmentBatch, Flow> harness,
            long millis)
            throws Exception {
        List<Packet> packets = new ArrayList<>();
        for (int port = 1; port <= PORTS; port++) {
            packets.add(Packet.udp(ShardHarness.ms(millis), port));
        }
        for (int key = 0; key < SHARDS; key++) {
            for (FragmentBatch batch : Fragments.batches(Fragments.OBSERVER, packets)) {
                batch.shardKey = key;
                harness.processElement(batch, 0);
            }
        }
        harness.processWatermark(new Watermark(ShardHarness.ms(millis + 1_900) / 1_000_000));
    }

    @Test
    void emitsRecordsOnlyIfSomebodyReadsThem() throws Exception {
        for (FlowRecords records : List.of(FlowRecords.NONE, FlowRecords.ENDS)) {
            try (var harness = harness(records)) {
                harness.open();
                see(harness, 1_000);
                harness.processWatermark(Watermark.MAX_WATERMARK);
                assertThat(harness.extractOutputValues())
                        .hasSize(records == FlowRecords.NONE ? 0 : SHARDS * PORTS);
            }
        }
    }

    /**
     * Runs a task from the last checkpoint on: it changes flows, takes a checkpoint, and changes
     * them again.
     *
     * @param number of the restart, which decides how the checkpoint ends
     */
    @SuppressWarnings("try") // the harness may be interrupted while it closes; so may a test
    private void run(int number) throws Exception {
        try (var harness = harness()) {
            harness.setup();
            if (state != null) {
                harness.initializeState(state);
            }
            harness.open();
            long millis = 4_000L * number;
            see(harness, millis);
            OperatorSubtaskState taken = harness.snapshot(number, millis);
            see(harness, millis + 2_000);
            if (number % 3 == 0) {
                harness.notifyOfCompletedCheckpoint(number);
            }
            state = taken;
            assertThat(harness.numKeyedStateEntries()).isPositive();
        }
    }

    @Test
    void leavesNoMemoryAfterAThousandRestarts() throws Exception {
        collectRowsOfOtherTests();
        long before = RowPages.bytesOutsideHeap();

        for (int number = 0; number < 1_000; number++) {
            run(number);
            awaitBytes(before + KEPT_BYTES);
        }
        QueryableState.forget(JOB);
        assertThat(RowPages.bytesOutsideHeap()).isLessThanOrEqualTo(before);
    }

    /** What the last task has kept is released by another thread. */
    private static void awaitBytes(long most) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (RowPages.bytesOutsideHeap() > most) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }

    /** Restores the state at a parallelism; returns the state that these tasks then save. */
    private static OperatorSubtaskState rescaled(OperatorSubtaskState saved, int from, int to)
            throws Exception {
        OperatorSubtaskState[] parts = new OperatorSubtaskState[to];
        for (int subtask = 0; subtask < to; subtask++) {
            try (var harness = harness(FlowRecords.ENDS, to, subtask)) {
                harness.setup();
                harness.initializeState(part(saved, from, to, subtask));
                harness.open();
                parts[subtask] = harness.snapshot(to, 0);
            }
        }
        return AbstractStreamOperatorTestHarness.repackageState(parts);
    }

    private static OperatorSubtaskState part(
            OperatorSubtaskState saved, int from, int to, int subtask) {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(
                saved, SHARDS, from, to, subtask);
    }

    /** The flows of all tasks at the end of the capture, with ids and counters. */
    private static List<String> ends(OperatorSubtaskState saved, int parallelism) throws Exception {
        List<String> flows = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            try (var harness = harness(FlowRecords.ENDS, parallelism, subtask)) {
                harness.setup();
                harness.initializeState(part(saved, parallelism, parallelism, subtask));
                harness.open();
                harness.processWatermark(Watermark.MAX_WATERMARK);
                harness.extractOutputValues().forEach(flow -> flows.add(flow.toString()));
            }
        }
        flows.sort(null);
        return flows;
    }

    @Test
    void keepsEveryFlowWhenItIsRescaledUpAndDown() throws Exception {
        OperatorSubtaskState one;
        try (var harness = harness()) {
            harness.open();
            see(harness, 1_000);
            one = harness.snapshot(1, 0);
        }
        List<String> expected = ends(one, 1);
        assertThat(expected).as("the flows of a shard, in each").hasSize(SHARDS * PORTS);

        OperatorSubtaskState three = rescaled(one, 1, 3);
        assertThat(ends(three, 3)).as("up").isEqualTo(expected);
        assertThat(ends(rescaled(three, 3, 2), 2)).as("down").isEqualTo(expected);
    }

    @Test
    void sendsSumsOfAllShardsTogether() throws Exception {
        try (var harness = harness()) {
            harness.open();
            see(harness, 0);

            RollupTable sums = new RollupTable();
            var batches = harness.getSideOutput(RollupGraph.BATCHES);
            batches.forEach(batch -> sums.add(batch.getValue().sums()));

            assertThat(batches).hasSizeBetween(1, RollupKeys.PARTITIONS);
            RollupColumns largest = LargestRows.of(sums, false);
            assertThat(largest.flows(largest.from(Dimension.TOTAL))).isEqualTo(SHARDS * PORTS);
        }
    }

    @Test
    void setsOneTimerForTheFlowsThatAreDueNext() throws Exception {
        try (var harness = harness()) {
            harness.open();
            int endOfCapture = SHARDS;
            for (int second = 1; second <= 10; second++) {
                see(harness, second * 1_000L);
                assertThat(harness.numEventTimeTimers() - endOfCapture)
                        .isBetween(SHARDS, 2 * SHARDS);
            }
            harness.processWatermark(new Watermark(ShardHarness.ms(1_000_000) / 1_000_000));
            assertThat(harness.extractOutputValues()).as("flows idled out").hasSize(SHARDS * PORTS);
            assertThat(harness.numEventTimeTimers()).isEqualTo(endOfCapture);
        }
    }

    @Test
    void restartsAddNoTimers() throws Exception {
        int endOfCapture = SHARDS;
        for (int restart = 0; restart < 5; restart++) {
            try (var harness = harness()) {
                if (state != null) {
                    harness.initializeState(state);
                }
                harness.open();
                see(harness, 1_000L + restart * 10_000L);
                assertThat(harness.numEventTimeTimers() - endOfCapture)
                        .as("timers after %d restarts", restart)
                        .isBetween(SHARDS, 2 * SHARDS);
                state = harness.snapshot(restart, 0);
            }
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            harness.processWatermark(new Watermark(ShardHarness.ms(1_000_000) / 1_000_000));
            assertThat(harness.extractOutputValues()).as("flows idled out").hasSize(SHARDS * PORTS);
            assertThat(harness.numEventTimeTimers()).isEqualTo(endOfCapture);
        }
    }

    /** A connection is due after minutes, a datagram after one. */
    @Test
    void timerOfFlowThatIsDueEarlierTakesThePlaceOfTheOther() throws Exception {
        try (var harness = harness()) {
            harness.open();
            for (Packet packet :
                    List.of(
                            Packet.tcp(ShardHarness.ms(1_000), Packet.SYN),
                            Packet.udp(ShardHarness.ms(3_000), 1))) {
                for (FragmentBatch batch : Fragments.batches(Fragments.OBSERVER, List.of(packet))) {
                    batch.shardKey = 0;
                    harness.processElement(batch, 0);
                }
                harness.processWatermark(new Watermark(packet.nanos() / 1_000_000 + 2_000));
                int endOfCapture = 1;
                assertThat(harness.numEventTimeTimers() - endOfCapture).isEqualTo(1);
            }
            harness.processWatermark(new Watermark(ShardHarness.ms(100_000) / 1_000_000));
            assertThat(harness.extractOutputValues()).as("the datagram idled out").hasSize(1);
            harness.processWatermark(new Watermark(ShardHarness.ms(1_000_000) / 1_000_000));
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    /** So that they don't hide what the restarts leave, should they be collected meanwhile. */
    private static void collectRowsOfOtherTests() {
        for (int round = 0; round < 3; round++) {
            System.gc();
        }
    }
}
