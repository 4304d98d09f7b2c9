package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowId;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.rpc.client.StateClientSettings;
import io.ringflow.rpc.discovery.FlinkDiscovery;
import io.ringflow.rpc.discovery.FlinkDiscovery.RestServer;
import io.ringflow.rpc.server.StateServiceSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs processes. Runs a Flink cluster on the loopback interface and kills a TaskManager. */
class TwoTaskManagersIT {

    private static final CaptureOfFlows CAPTURE = new CaptureOfFlows(3000, 4);

    @TempDir Path directory;

    @Test
    void answersAreRightOrSayWhatIsMissingWhileTaskManagerIsKilled() throws Exception {
        Path file = directory.resolve("flows.pcap");
        CAPTURE.write(file);
        int port = 20_000 + new Random().nextInt(500) * 20;
        try (FlinkProcesses flink = new FlinkProcesses(directory)) {
            Process doomed = flink.startTaskManager("taskmanager-1");
            flink.startTaskManager("taskmanager-2");
            flink.await("two TaskManagers", () -> flink.taskManagers() == 2);
            String job = ReplayJob.submit(flink, directory, file, port, 2).getJobID().toHexString();
            FlinkDiscovery discovery =
                    new FlinkDiscovery(
                            new RestServer(flink.rest()), "", port, StateServiceSettings.PORTS);
            try (ClusterFlowState state =
                    new ClusterFlowState(StateClientSettings.loopback(discovery))) {
                flink.await("all packets", () -> isComplete(state));
                List<FlowId> ids = ids(state);
                assertThat(ids).doesNotHaveDuplicates().hasSize(CAPTURE.flows());
                assertThat(state.interfaces()).hasSize(1);
                long before = flink.checkpoints(job);
                flink.await("checkpoints", () -> flink.checkpoints(job) >= before + 2);
                QueryStorm storm = new QueryStorm(state, CAPTURE, ids);
                try (storm) {
                    flink.await("answers", () -> storm.complete.get() > 100);
                    doomed.destroyForcibly().onExit().join();
                    flink.await("the loss", () -> storm.partial.get() > 0);
                    flink.startTaskManager("taskmanager-3");
                    flink.await("Flink to notice", () -> !flink.runs(job));
                    flink.await("the tasks to run again", () -> flink.runs(job));
                    flink.await("all shards", () -> isComplete(state));
                    long then = storm.complete.get();
                    flink.await("answers", () -> storm.complete.get() > then + 100);
                }
                assertThat(storm.wrong).as(storm + "\n" + flink.logs()).isEmpty();
                assertThat(ids(state)).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(state.interfaces()).hasSize(1);
                assertThat(state.health().complete()).isTrue();
            }
        }
    }

    private static boolean isComplete(ClusterFlowState state) {
        try {
            FlowStatistics statistics = state.statistics();
            return statistics.coverage().complete() && statistics.packets() == CAPTURE.packets();
        } catch (StateException e) {
            return false;
        }
    }

    private static List<FlowId> ids(ClusterFlowState state) {
        List<FlowId> ids = new ArrayList<>();
        String cursor = "";
        do {
            var page =
                    state.flows(
                            new FlowQuery(
                                    FlowFilter.ALL,
                                    FlowQuery.Selection.ALL,
                                    FlowField.BYTES,
                                    true,
                                    FlowQuery.MAX_LIMIT,
                                    cursor));
            page.flows().forEach(flow -> ids.add(flow.id()));
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        return ids;
    }
}
