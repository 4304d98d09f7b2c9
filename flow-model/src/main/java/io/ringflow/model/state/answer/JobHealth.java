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
 */
public record JobHealth(
        int shards,
        int expectedShards,
        long watermarkNanos,
        String detail,
        KnownSince known,
        List<ExportStatus> exports) {

    public JobHealth {
        exports = List.copyOf(exports);
    }

    /** The health of a job without exports. */
    public JobHealth(
            int shards, int expectedShards, long watermarkNanos, String detail, KnownSince known) {
        this(shards, expectedShards, watermarkNanos, detail, known, List.of());
    }

    /** The health of a job that does not say since when everything is known. */
    public JobHealth(int shards, int expectedShards, long watermarkNanos, String detail) {
        this(shards, expectedShards, watermarkNanos, detail, KnownSince.UNKNOWN);
    }

    /** The same health with other knowledge. */
    public JobHealth withKnown(KnownSince other) {
        return new JobHealth(shards, expectedShards, watermarkNanos, detail, other, exports);
    }

    /** Returns true if all shards answer and none of their tasks is restarting. */
    public boolean complete() {
        return shards == expectedShards && expectedShards > 0 && !Coverage.saysRestarting(detail);
    }
}
