package io.ringflow.cli.config;

import io.ringflow.capture.LiveCapture;
import io.ringflow.cli.log.LogSettings;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.job.export.Export;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.server.ServerSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A configuration that has been checked. Immutable.
 *
 * @param job what the job does
 * @param query how the query server listens and whom it answers
 * @param cluster what the parts of a cluster need of each other
 * @param flink Flink's settings, passed through
 * @param stateDir where {@code run} keeps its state: a path, auto, or empty
 * @param log what is logged
 */
public record Configuration(
        Job job,
        ServerSettings query,
        ClusterConfiguration cluster,
        Map<String, String> flink,
        String stateDir,
        LogSettings log) {

    /**
     * What the job does.
     *
     * @param capture the live capture; a replay uses its filter and decoding only
     * @param flow how packets become flows
     * @param exports where flow records are written
     * @param history where a live capture keeps ended flows, if anywhere
     * @param shown settings of captures and flows as text, by path, for Flink's web UI
     */
    public record Job(
            LiveCapture capture,
            FlowSettings flow,
            List<Export> exports,
            Optional<HistoryTarget> history,
            Map<String, String> shown) {

        public Job {
            exports = List.copyOf(exports);
            shown = Map.copyOf(shown);
        }
    }

    public Configuration {
        flink = Map.copyOf(flink);
    }

    /** The live capture; a replay uses its filter and decoding only. */
    public LiveCapture capture() {
        return job.capture();
    }

    /** How packets become flows. */
    public FlowSettings flow() {
        return job.flow();
    }

    /** Where flow records are written. */
    public List<Export> exports() {
        return job.exports();
    }

    /** The history of a live capture, if there is one. */
    public Optional<HistoryTarget> history() {
        return job.history();
    }

    /** Where a live capture writes flow records: the exports, and the history. */
    public List<Export> liveExports() {
        return Stream.concat(exports().stream(), history().stream().map(HistoryTarget::export))
                .toList();
    }
}
