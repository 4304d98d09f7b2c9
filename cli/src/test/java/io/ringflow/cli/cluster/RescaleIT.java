package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.cli.flink.FlinkSettings;
import io.ringflow.cli.flink.FlinkSettings.Purpose;
import io.ringflow.cli.flink.NetworkMemory;
import io.ringflow.job.FlowJob;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.settings.FlowSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a mini cluster: TaskManagers with the settings of real ones join a job. */
@SuppressWarnings("try") // Flink's close throws Exception
class RescaleIT {

    private static final String CAPTURE = "Source: capture";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration GATHER = Duration.ofSeconds(2);

    @TempDir Path directory;

    private JobID job;

    /** When the tasks were started, milliseconds since the epoch. */
    private final NavigableSet<Long> starts = new TreeSet<>();

    /** With as many trackers and windows as slots, the third ran out of network buffers. */
    @Test
    void thirdTaskManagerOfTenSlotsJoinsWithTheDefaultNetworkMemory() throws Exception {
        try (MiniCluster cluster = startWithTwo(10)) {
            submit(cluster);
            awaitCaptures(cluster, 20);

            cluster.startTaskManager();
            AccessExecutionGraph graph = awaitCaptures(cluster, 30);

            assertThat(graph.getFailureInfo()).isNull();
            assertThat(parallelism(graph))
                    .containsEntry(CAPTURE, 30)
                    .containsEntry("flow-tracker", FlowSettings.AUTO_TRACKERS)
                    .containsEntry("capture-tracker", FlowJob.ROLLUP_TASKS)
                    .containsEntry("rollup-store", FlowJob.ROLLUP_TASKS);
        }
    }

    @Test
    void tasksRestartAtMostOncePerGatheringPeriod() throws Exception {
        try (MiniCluster cluster = startWithTwo(1)) {
            submit(cluster);
            awaitCaptures(cluster, 2);

            for (int host = 3; host <= 5; host++) {
                cluster.startTaskManager();
            }
            awaitCaptures(cluster, 5);

            assertThat(starts.size()).isBetween(2, 4);
            long before = starts.first();
            for (long start : starts.tailSet(before, false)) {
                // Flink's timers and the wall clock may differ by a few milliseconds.
                assertThat(Duration.ofMillis(start - before)).isGreaterThan(GATHER.minusMillis(50));
                before = start;
            }
        }
    }

    /** Starts two TaskManagers; if there were one, it would not listen for others. */
    private MiniCluster startWithTwo(int slots) throws Exception {
        Map<String, String> given = new HashMap<>();
        given.put(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        Map<String, String> settings =
                new HashMap<>(FlinkSettings.jobManager(given, GATHER).toMap());
        given.put("taskmanager.numberOfTaskSlots", String.valueOf(slots));
        NetworkMemory.Job tasks = new NetworkMemory.Job(FlowSettings.AUTO_TRACKERS, 0);
        settings.putAll(FlinkSettings.taskManager(given, 1 << 30, 2, tasks).toMap());
        // Several in one process.
        settings.keySet().removeIf(key -> key.endsWith(".port") || key.endsWith("-host"));
        settings.put("rest.port", "0");
        settings.put("rest.bind-port", "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(Configuration.fromMap(settings))
                                .setNumTaskManagers(2)
                                .setNumSlotsPerTaskManager(slots)
                                .build());
        cluster.start();
        return cluster;
    }

    private void submit(MiniCluster cluster) throws Exception {
        Path file = directory.resolve("flows.pcap");
        new CaptureOfFlows(100, 2).write(file);
        Map<String, String> given = new HashMap<>();
        given.put(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        given.put("execution.checkpointing.interval", "500 ms");
        StreamExecutionEnvironment environment =
                new StreamExecutionEnvironment(
                        Configuration.fromMap(FlinkSettings.job(given, Purpose.UNBOUNDED)));
        FlowJob.builder()
                .capture(
                        new FileCapture(
                                List.of(file.toString()), "", 0, true, DecodeSettings.DEFAULT))
                .flows(FlowSettings.defaults(100_000))
                .stateService(StateService.NONE)
                .build()
                .addTo(environment);
        job = new JobID();
        JobGraph graph =
                environment.getStreamGraph().getJobGraph(RescaleIT.class.getClassLoader(), job);
        cluster.submitJob(graph).get();
    }

    /** Waits until there are as many captures as given and all tasks run. */
    private AccessExecutionGraph awaitCaptures(MiniCluster cluster, int captures) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            AccessExecutionGraph graph = cluster.getExecutionGraph(job).get(30, TimeUnit.SECONDS);
            if (graph.getState() == JobStatus.RUNNING) {
                starts.add(graph.getStatusTimestamp(JobStatus.RUNNING));
            }
            if (parallelism(graph).getOrDefault(CAPTURE, 0) == captures && runs(graph)) {
                return graph;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        graph.getState()
                                + " with "
                                + parallelism(graph)
                                + " after "
                                + graph.getFailureInfo());
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static boolean runs(AccessExecutionGraph graph) {
        if (graph.getState() != JobStatus.RUNNING) {
            return false;
        }
        for (var vertex : graph.getAllExecutionVertices()) {
            // A reader without a file has finished.
            if (vertex.getExecutionState() != ExecutionState.RUNNING
                    && vertex.getExecutionState() != ExecutionState.FINISHED) {
                return false;
            }
        }
        return true;
    }

    /** The parallelism of each task by the name of its first operator. */
    private static Map<String, Integer> parallelism(AccessExecutionGraph graph) {
        Map<String, Integer> parallelism = new TreeMap<>();
        for (AccessExecutionJobVertex vertex : graph.getAllVertices().values()) {
            parallelism.put(vertex.getName().split(" -> ", -1)[0], vertex.getParallelism());
        }
        return parallelism;
    }
}
