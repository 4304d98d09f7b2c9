package io.ringflow.model.state.answer;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which part of the state an answer covers, and at which moment of event time. Every shard answers
 * for one moment between the two watermarks, which are equal unless the job was folding a bucket.
 *
 * @param shards number of shards that answered
 * @param expectedShards number of shards of the job
 * @param missing what did not answer, for people; empty if everything did
 * @param watermarkNanos event time that all shards have folded, nanoseconds since the epoch; {@link
 *     Long#MIN_VALUE} before the first packet
 * @param newestNanos event time that at least one shard has folded
 */
public record Coverage(
        int shards,
        int expectedShards,
        List<String> missing,
        long watermarkNanos,
        long newestNanos) {

    /** Ends a sentence about a part of the rollups, which another process may have. */
    public static final String OF_ROLLUPS = " of the rollups";

    /** Part of a sentence about shards that are readable but don't change. */
    private static final String RESTARTING = " shards: their tasks are restarting";

    public Coverage {
        missing = List.copyOf(missing);
    }

    /**
     * Returns a sentence about shards that are still readable, but whose tasks are restarting.
     *
     * @param shards number of these shards
     * @param expectedShards number of shards of the job
     * @param nanos event time that they have folded, nanoseconds since the epoch; {@link
     *     Long#MIN_VALUE} before the first packet
     */
    public static String restarting(int shards, int expectedShards, long nanos) {
        String text = shards + " of " + expectedShards + RESTARTING;
        return nanos == Long.MIN_VALUE
                ? text
                : text + ", so they are as of " + Instant.ofEpochMilli(nanos / 1_000_000);
    }

    /** Returns true for a sentence of {@link #restarting}, possibly with a source before it. */
    public static boolean saysRestarting(String sentence) {
        return sentence.contains(RESTARTING);
    }

    /** The same with what is missing beside that, if it was not known already. */
    public Coverage withMissing(List<String> sentences) {
        List<String> all = Stream.concat(missing.stream(), sentences.stream()).distinct().toList();
        return new Coverage(shards, expectedShards, all, watermarkNanos, newestNanos);
    }

    /** Returns true if nothing is missing. */
    public boolean complete() {
        return shards == expectedShards && missing.isEmpty();
    }

    /** Returns true if all shards answered for the same moment. */
    public boolean oneMoment() {
        return watermarkNanos == newestNanos;
    }
}
