package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A cluster of many hosts, whose TaskManagers have one slot and a small heap, and when its tasks
 * were started. Needs root and about 450 MB for each host. Closing it ends the processes and
 * removes the hosts.
 */
@SuppressWarnings("try") // close waits for the processes
final class ManyHosts implements AutoCloseable {

    /** How long the job gathers hosts that join. */
    static final Duration GATHER = Duration.ofSeconds(10);

    private static final int STARTED_AT_ONCE = 4;
    private static final String INTERFACES = "/api/v1/interfaces";

    /** When the tasks of the job were started, milliseconds since the epoch. */
    private final NavigableSet<Long> starts = new TreeSet<>();

    private final HostNetwork network;
    private final HostCluster cluster;

    /**
     * Makes the hosts and starts JobManager and query server.
     *
     * @param hosts number of namespaces
     * @param settings settings of the test, by path
     */
    ManyHosts(int hosts, Path directory, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("cluster.gather", GATHER.toSeconds() + "s");
        all.put("flink.taskmanager.numberOfTaskSlots", "1");
        all.put("flink.heartbeat.timeout", "60 s");
        all.put("flink.execution.checkpointing.interval", "5 s");
        // Processes that share two processors answer late.
        all.put("flink.pekko.ask.timeout", "60 s");
        all.put("flink.pekko.startup-timeout", "120 s");
        network = new HostNetwork(hosts);
        cluster = new HostCluster(network, directory, all);
        cluster.heap("160m");
    }

    HostNetwork network() {
        return network;
    }

    HostCluster cluster() {
        return cluster;
    }

    /** Returns how often the tasks were started. */
    int starts() {
        return starts.size();
    }

    /** Starts the TaskManagers of the first hosts, a few at a time. */
    void startTaskManagers(int hosts) throws IOException {
        for (int host = 1; host <= hosts; host++) {
            cluster.startTaskManager(host);
            if (host % STARTED_AT_ONCE == 0 || host == hosts) {
                int started = host;
                cluster.await(
                        HostCluster.FLINK,
                        "/taskmanagers",
                        answer -> answer.path("taskmanagers").size() == started);
            }
        }
    }

    /** Waits until all tasks run and as many hosts as given are captured. */
    void awaitCaptured(int hosts) throws IOException {
        cluster.await(
                INTERFACES,
                answer -> {
                    noteStart();
                    return HostCluster.hasCaptures(answer, hosts);
                });
        cluster.await(INTERFACES, answer -> noteStart());
    }

    /**
     * Notes when the tasks were started last; each start lasts longer than a request. Returns true
     * if they run.
     */
    private boolean noteStart() {
        long since = cluster.job().runningSince();
        if (since > 0) {
            starts.add(since);
        }
        return since > 0;
    }

    /** Returns the memory of network buffers that each TaskManager uses, in bytes. */
    List<Long> networkBytes() {
        List<Long> bytes = new ArrayList<>();
        for (JsonNode manager : cluster.flink("/taskmanagers").path("taskmanagers")) {
            String path = "/taskmanagers/" + manager.get("id").asText() + "/metrics?get=";
            JsonNode metrics = cluster.flink(path + "Status.Shuffle.Netty.UsedMemory");
            bytes.add(metrics.at("/0/value").asLong());
        }
        return bytes;
    }

    @Override
    public void close() {
        cluster.close();
        network.close();
    }
}
