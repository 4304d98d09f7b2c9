package io.ringflow.model.state.answer;

import java.util.List;

/**
 * How the job behind a {@code FlowState} is doing.
 *
 * @param shards number of shards that answer
 * @param expectedShards number of shards of the job
 * @param watermarkNanos event time folded so far; {@link Long#MIN_VALUE} before the first packet
 * @param detail why shards are missing or don't change, for people; empty if there is nothing to
 *     report
 * @param known since when everything is known
 * @param exports how the exports are doing
 * @param logs how full the logs of live captures are
 * @param problems what is wrong with the threads of its processes, one sentence each
 */
public record JobHealth(
        int shards,
        int expectedShards,
        long watermarkNanos,
        String detail,
        KnownSince known,
        List<ExportStatus> exports,
        List<CaptureLogStatus> logs,
        List<String> problems) {

    public JobHealth {
        exports = List.copyOf(exports);
        logs = List.copyOf(logs);
        problems = List.copyOf(problems);
    }

    /** The health of a job without exports and live captures. */
    public JobHealth(
            int shards, int expectedShards, long watermarkNanos, String detail, KnownSince known) {
        this(
                shards,
                expectedShards,
                watermarkNanos,
                detail,
                known,
                List.of(),
                List.of(),
                List.of());
    }

    /** The health of a job that does not say since when everything is known. */
    public JobHealth(int shards, int expectedShards, long watermarkNanos, String detail) {
        this(shards, expectedShards, watermarkNanos, detail, KnownSince.UNKNOWN);
    }

    /** The same health with other knowledge. */
    public JobHealth withKnown(KnownSince other) {
        return new JobHealth(
                shards, expectedShards, watermarkNanos, detail, other, exports, logs, problems);
    }

    /** The same health with other problems of threads. */
    public JobHealth withProblems(List<String> others) {
        return new JobHealth(
                shards, expectedShards, watermarkNanos, detail, known, exports, logs, others);
    }

    /** Returns true if all shards answer and none of their tasks is restarting. */
    public boolean complete() {
        return shards == expectedShards && expectedShards > 0 && !Coverage.saysRestarting(detail);
    }
}
