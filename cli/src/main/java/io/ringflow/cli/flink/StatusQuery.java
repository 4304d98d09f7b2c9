package io.ringflow.cli.flink;

import io.ringflow.cli.flink.ClusterStatus.Failure;
import io.ringflow.cli.flink.ClusterStatus.Manager;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobExceptionsInfoWithHistory.RootExceptionInfo;
import org.apache.flink.runtime.rest.messages.JobVertexDetailsHeaders;
import org.apache.flink.runtime.rest.messages.JobVertexMessageParameters;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo.JobVertexDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;

/** Asks Flink's REST server for the {@link ClusterStatus} of a job. Not thread-safe. */
final class StatusQuery {

    private final RestClusterClient<?> client;
    private final FlinkJobs jobs;

    StatusQuery(RestClusterClient<?> client, FlinkJobs jobs) {
        this.client = client;
        this.jobs = jobs;
    }

    ClusterStatus status(JobDetailsInfo details) throws InterruptedException {
        return new ClusterStatus(
                managers(),
                users(details),
                details.getJobStatus().name(),
                details.getJobVertexInfos().stream().allMatch(StatusQuery::runs),
                failures(details.getJobId()));
    }

    private static boolean runs(JobVertexDetailsInfo vertex) {
        var states = vertex.getTasksPerState();
        // A reader without a file has finished.
        return states.getOrDefault(ExecutionState.RUNNING, 0)
                        + states.getOrDefault(ExecutionState.FINISHED, 0)
                == vertex.getParallelism();
    }

    private List<Manager> managers() throws InterruptedException {
        return jobs.taskManagers().infos().stream()
                .map(
                        manager ->
                                new Manager(
                                        manager.getResourceId().getResourceIdString(),
                                        manager.getNumberSlots()))
                .toList();
    }

    /** Every slot in use has a task of the operator with the most tasks. */
    private Set<String> users(JobDetailsInfo details) throws InterruptedException {
        JobVertexID largest = null;
        int most = 0;
        for (JobVertexDetailsInfo vertex : details.getJobVertexInfos()) {
            if (vertex.getParallelism() > most) {
                most = vertex.getParallelism();
                largest = vertex.getJobVertexID();
            }
        }
        Set<String> users = new TreeSet<>();
        if (largest != null) {
            JobVertexMessageParameters parameters = new JobVertexMessageParameters();
            parameters.jobPathParameter.resolve(details.getJobId());
            parameters.jobVertexIdPathParameter.resolve(largest);
            jobs.ask(
                            client.sendRequest(
                                    JobVertexDetailsHeaders.getInstance(),
                                    parameters,
                                    EmptyRequestBody.getInstance()))
                    .getSubtasks()
                    .forEach(subtask -> addKnown(users, subtask.getTaskmanagerId()));
        }
        return users;
    }

    /** Flink says "(unassigned)" for a task without a slot. */
    private static void addKnown(Set<String> managers, String id) {
        if (id != null && !id.isEmpty() && !id.startsWith("(")) {
            managers.add(id);
        }
    }

    private List<Failure> failures(JobID job) throws InterruptedException {
        JobExceptionsMessageParameters parameters = new JobExceptionsMessageParameters();
        parameters.jobPathParameter.resolve(job);
        return jobs
                .ask(
                        client.sendRequest(
                                JobExceptionsHeaders.getInstance(),
                                parameters,
                                EmptyRequestBody.getInstance()))
                .getExceptionHistory()
                .getEntries()
                .stream()
                .map(StatusQuery::failure)
                .toList();
    }

    private static Failure failure(RootExceptionInfo entry) {
        Set<String> managers = new TreeSet<>();
        addKnown(managers, entry.getTaskManagerId());
        return new Failure(
                entry.getTimestamp(),
                managers.stream().findFirst().orElse(""),
                entry.getStacktrace());
    }
}
