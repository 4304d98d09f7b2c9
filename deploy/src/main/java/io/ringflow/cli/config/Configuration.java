package io.ringflow.cli.config;

import io.ringflow.capture.LiveCapture;
import io.ringflow.job.FileExport;
import io.ringflow.job.FlowSettings;
import io.ringflow.job.service.StateServiceSettings;
import io.ringflow.server.ServerSettings;
import java.util.List;
import java.util.Map;

/**
 * A configuration that has been checked. Immutable.
 *
 * @param capture what a live capture captures; a replay takes its filter only
 * @param flow how packets become flows
 * @param query where queries are answered, and whose
 * @param state where each process of a cluster offers the job's state, and to whom
 * @param stateAccess how the query server of a cluster gets at it
 * @param cluster what the parts of a cluster know each other by
 * @param flink Flink's settings, passed through
 * @param exports sinks of flow records
 * @param log what is logged
 */
public record Configuration(
        LiveCapture capture,
        FlowSettings flow,
        ServerSettings query,
        StateServiceSettings state,
        StateAccess stateAccess,
        ClusterAccess cluster,
        Map<String, String> flink,
        List<FileExport> exports,
        LogSettings log) {

    public Configuration {
        flink = Map.copyOf(flink);
        exports = List.copyOf(exports);
    }
}
