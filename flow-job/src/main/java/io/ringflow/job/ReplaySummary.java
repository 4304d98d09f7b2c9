package io.ringflow.job;

import java.util.Map;

/**
 * What a bounded job counted.
 *
 * @param packets frames read
 * @param bytes bytes of those frames on the wire
 * @param flows flows ended
 * @param undecoded frames that gave no packet, by reason; reasons without a frame are left out
 * @param undecodedTypes the same frames by what they carried, as far as known; the most frequent
 *     ones, the first of them first
 * @param truncatedFiles files that were cut off or damaged
 * @param seconds from the first packet read to the last flow written
 */
public record ReplaySummary(
        long packets,
        long bytes,
        long flows,
        Map<String, Long> undecoded,
        Map<String, Long> undecodedTypes,
        long truncatedFiles,
        double seconds) {

    /** Of a replay that read nothing. */
    public static final ReplaySummary NOTHING =
            new ReplaySummary(0, 0, 0, Map.of(), Map.of(), 0, 0);

    /** Packets a second, 0 for an empty capture. */
    public double packetsPerSecond() {
        return packets == 0 ? 0 : packets / Math.max(seconds, 1e-9);
    }
}
