package io.ringflow.job;

import io.ringflow.capture.packet.UnknownTypes;
import io.ringflow.job.operator.CaptureTracker;
import io.ringflow.job.operator.FlowTracker;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobExecutionResult;

/**
 * The counts of a bounded job. Immutable.
 *
 * @param packets frames read
 * @param bytes bytes of those frames on the wire
 * @param flows flows ended
 * @param undecoded frames that contained no packet that could be decoded
 * @param anomalies packets that were odd but counted, by kind; kinds without a packet are absent
 * @param truncatedFiles files that were truncated or damaged
 * @param seconds time from the first packet read to the last flow written
 */
public record ReplaySummary(
        long packets,
        long bytes,
        long flows,
        UndecodedFrames undecoded,
        Map<String, Long> anomalies,
        long truncatedFiles,
        double seconds) {

    /** The summary of a replay that read nothing. */
    public static final ReplaySummary NOTHING =
            new ReplaySummary(0, 0, 0, new UndecodedFrames(Map.of(), Map.of()), Map.of(), 0, 0);

    /**
     * Frames that contained no packet that could be decoded, counted in two ways.
     *
     * @param reasons counts by reason; reasons without a frame are absent
     * @param types counts by the frames' content, as far as it is known; only the most frequent
     *     types, in descending order
     */
    public record UndecodedFrames(Map<String, Long> reasons, Map<String, Long> types) {

        /** Returns the number of frames. */
        public long count() {
            return reasons.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Reads the counts of a finished job. The end of the replay is the time of this call.
     *
     * @param result the job's result, with the accumulators of its operators
     */
    public static ReplaySummary of(JobExecutionResult result) {
        Map<String, Object> accumulators = result.getAllAccumulatorResults();
        long packets = count(accumulators, CaptureTracker.PACKETS);
        long startMillis = count(accumulators, CaptureTracker.FIRST_MILLIS);
        return new ReplaySummary(
                packets,
                count(accumulators, CaptureTracker.BYTES),
                count(accumulators, FlowTracker.FLOWS),
                undecoded(accumulators),
                counts(accumulators, CaptureTracker.ANOMALIES),
                count(accumulators, CaptureTracker.TRUNCATED_FILES),
                packets == 0 ? 0 : (System.currentTimeMillis() - startMillis) / 1000.0);
    }

    private static UndecodedFrames undecoded(Map<String, Object> accumulators) {
        return new UndecodedFrames(
                counts(accumulators, CaptureTracker.UNDECODED),
                UnknownTypes.mostFrequent(
                        counts(accumulators, CaptureTracker.UNDECODED_TYPES),
                        InterfaceStatus.SHOWN_TYPES));
    }

    /** Returns the counts whose names start with a prefix, by the rest of the name. */
    private static Map<String, Long> counts(Map<String, Object> accumulators, String prefix) {
        Map<String, Long> counts = new TreeMap<>();
        accumulators.forEach(
                (name, value) -> {
                    if (name.startsWith(prefix)) {
                        counts.put(name.substring(prefix.length()), (Long) value);
                    }
                });
        return counts;
    }

    private static long count(Map<String, Object> accumulators, String name) {
        return (Long) accumulators.getOrDefault(name, 0L);
    }

    /** Returns packets per second, or 0 for an empty capture. */
    public double packetsPerSecond() {
        return packets == 0 ? 0 : packets / Math.max(seconds, 1e-9);
    }
}
