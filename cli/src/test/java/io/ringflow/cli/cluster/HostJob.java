package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The job of a {@link HostCluster}, as Flink's REST server sees it. */
final class HostJob {

    private static final String STATISTICS = "/api/v1/statistics";

    private final HostCluster cluster;

    HostJob(HostCluster cluster) {
        this.cluster = cluster;
    }

    /** Returns the path of the job, or an empty text if none runs. */
    private String path() {
        for (JsonNode job : cluster.flink("/jobs").path("jobs")) {
            if (job.get("status").asText().equals("RUNNING")) {
                return "/jobs/" + job.get("id").asText();
            }
        }
        return "";
    }

    /** Returns how many checkpoints are {@code completed} or {@code failed}. */
    long checkpoints(String outcome) {
        String job = path();
        return job.isEmpty()
                ? 0
                : cluster.flink(job + "/checkpoints").at("/counts/" + outcome).asLong();
    }

    /** Waits until a checkpoint holds everything seen so far. */
    void awaitCheckpoint() throws IOException {
        awaitCheckpoints("completed", () -> {});
    }

    /** Waits for a checkpoint that starts after this call; runs an action while waiting. */
    void awaitCheckpoints(String outcome, Runnable meanwhile) throws IOException {
        long before = checkpoints(outcome);
        // The next checkpoint may have started before this call.
        cluster.await(
                STATISTICS,
                answer -> {
                    meanwhile.run();
                    return checkpoints(outcome) >= before + 2;
                });
    }

    /** Returns the size of the last checkpoint in bytes. */
    long checkpointBytes() {
        return cluster.flink(path() + "/checkpoints").at("/latest/completed/state_size").asLong();
    }

    /** Returns the names of the job's operators, as the threads of their tasks are named. */
    List<String> operators() {
        List<String> names = new ArrayList<>();
        for (JsonNode vertex : cluster.flink(path()).path("vertices")) {
            names.add(vertex.get("name").asText());
        }
        return names;
    }

    /** Returns when all tasks of the job were started last, or 0 if they don't run. */
    long runningSince() {
        JsonNode job = cluster.flink(path());
        for (JsonNode vertex : job.path("vertices")) {
            JsonNode tasks = vertex.path("tasks");
            // A reader without a capture may have finished.
            int up = tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt();
            if (up < vertex.get("parallelism").asInt()) {
                return 0;
            }
        }
        return job.at("/timestamps/RUNNING").asLong();
    }
}
