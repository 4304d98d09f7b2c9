package io.ringflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.publish.StateDirectory;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.rollup.RollupColumns;
import io.ringflow.job.rollup.RollupFixture;
import io.ringflow.job.rollup.RollupTable;
import io.ringflow.job.rollup.RollupWindow;
import io.ringflow.job.rollup.answer.RollupKey;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Resolution;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // Flink's close throws Exception
class RollupStoreTest {

    private static final int KEY_GROUPS = 4;
    private static final int PARTITION = 1;
    private static final long START = 3600 * RollupFixture.SECOND;
    private final JobID job = new JobID();

    private KeyedOneInputStreamOperatorTestHarness<Integer, RollupWindow, Void> harness()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new RollupStore(false, StateService.NONE),
                new RollupGraph.WindowKey(KEY_GROUPS),
                Types.INT,
                new MockEnvironmentBuilder().setJobID(job).setMaxParallelism(KEY_GROUPS).build());
    }

    /** A window in which one host has sent packets of 100 bytes. */
    private static RollupWindow window(Resolution resolution, String host, int packets) {
        RollupTable sums = new RollupTable();
        RollupKey key = RollupKey.of(Dimension.HOST, host);
        RollupFixture.add(sums, key, 100L * packets, packets, 1);
        sums.distributions().flowBytes.add(100, packets);
        return RollupWindow.of(resolution, PARTITION, START, sums);
    }

    /** Packets by host, of the only window that there is. */
    private Map<String, Long> packets(Resolution resolution) {
        var windows =
                StateDirectory.of(job)
                        .orElseThrow()
                        .rollups()
                        .get(PARTITION)
                        .windows(resolution, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(windows).containsOnlyKeys(START);
        RollupColumns columns = windows.get(START).columns();
        Map<String, Long> packets = new TreeMap<>();
        for (int row = columns.from(Dimension.HOST); row < columns.to(Dimension.HOST); row++) {
            String host = RollupKey.of(Dimension.HOST, columns, row).text();
            packets.put(host, columns.packets(row));
        }
        return packets;
    }

    /** As when a job has gone on without a host, restarts when it is back, and reads its log. */
    @ParameterizedTest
    @EnumSource(Resolution.class)
    void addsUpWindowThatClosesAgain(Resolution resolution) throws Exception {
        OperatorSubtaskState state;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(window(resolution, "a", 3), 0);
            state = harness.snapshot(1, 0);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(window(resolution, "b", 4), 0);
            harness.processElement(window(resolution, "a", 5), 0);
            assertThat(packets(resolution)).isEqualTo(Map.of("a", 8L, "b", 4L));
            state = harness.snapshot(2, 0);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            assertThat(packets(resolution)).isEqualTo(Map.of("a", 8L, "b", 4L));
        }
    }

    @Test
    void keepsDistributionsOfWindowThatClosesAgain() {
        RollupWindow both =
                window(Resolution.SECOND, "a", 3).plus(window(Resolution.SECOND, "b", 4));
        assertThat(both.columns().distributions())
                .isEqualTo(window(Resolution.SECOND, "c", 7).columns().distributions());
    }
}
