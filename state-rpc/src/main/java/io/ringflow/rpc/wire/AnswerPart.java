package io.ringflow.rpc.wire;

import com.google.protobuf.ByteString;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.BitSet;
import java.util.List;

/**
 * What one process's answer covers. Made by {@link #of}, {@link #at} and {@link #with}.
 *
 * @param process random id of this start of the process's service
 * @param expectedShards number of shards of the job
 * @param shards the shards that the answer covers; must not be changed
 * @param captures key groups of capture totals that the answer covers; must not be changed
 * @param rollups partitions of the rollups that the answer is made of; must not be changed
 * @param claimedMillis when the process last took over shards, by its clock
 * @param missing what is missing although the shards are here, in sentences for people
 * @param watermarkNanos event time that all of these shards have folded; {@link Long#MIN_VALUE}
 *     before the first packet
 * @param newestNanos event time that at least one of them has folded
 */
public record AnswerPart(
        String process,
        int expectedShards,
        BitSet shards,
        BitSet captures,
        BitSet rollups,
        long claimedMillis,
        List<String> missing,
        long watermarkNanos,
        long newestNanos) {

    /** Maximum number of shards: Flink's maximum parallelism. */
    private static final int MAX_SHARDS = 1 << 15;

    public AnswerPart {
        missing = List.copyOf(missing);
        if (expectedShards < 0 || expectedShards > MAX_SHARDS) {
            throw new IllegalArgumentException(expectedShards + " is not a number of shards");
        }
        if (shards.length() > expectedShards || captures.length() > expectedShards) {
            throw new IllegalArgumentException("An answer for more shards than there are");
        }
    }

    /** The part of a process that has answered nothing yet. */
    public static AnswerPart of(
            String process,
            int expectedShards,
            BitSet shards,
            BitSet captures,
            long claimedMillis) {
        return new AnswerPart(
                process,
                expectedShards,
                shards,
                captures,
                new BitSet(),
                claimedMillis,
                List.of(),
                Long.MIN_VALUE,
                Long.MIN_VALUE);
    }

    /** This part at a moment of event time that all of its shards have folded. */
    public AnswerPart at(long nanos) {
        return new AnswerPart(
                process,
                expectedShards,
                shards,
                captures,
                rollups,
                claimedMillis,
                missing,
                nanos,
                nanos);
    }

    /** This part, of an answer that is made of these partitions of the rollups. */
    public AnswerPart withRollups(BitSet partitions) {
        return new AnswerPart(
                process,
                expectedShards,
                shards,
                captures,
                partitions,
                claimedMillis,
                missing,
                watermarkNanos,
                newestNanos);
    }

    /** This part, with what the health of the job says about shards that are restarting. */
    public AnswerPart with(JobHealth health) {
        return with(
                new Coverage(
                        shards.cardinality(),
                        expectedShards,
                        List.of(health.detail()),
                        health.watermarkNanos(),
                        health.watermarkNanos()));
    }

    /** The part of a process whose answer is not used: it covers nothing. */
    public AnswerPart withoutShards() {
        return of(process, expectedShards, new BitSet(), new BitSet(), claimedMillis);
    }

    /** This part, with the coverage that an answer reports. */
    public AnswerPart with(Coverage coverage) {
        // Shards of other processes are always missing here, which need not be reported.
        boolean own = coverage.shards() == shards.cardinality();
        return new AnswerPart(
                process,
                expectedShards,
                shards,
                captures,
                rollups,
                claimedMillis,
                own
                        ? coverage.missing().stream().filter(Coverage::saysRestarting).toList()
                        : coverage.missing(),
                coverage.watermarkNanos(),
                coverage.newestNanos());
    }

    /** The parts of the state that the answer covers. */
    public StateParts parts() {
        return new StateParts(shards, captures, rollups);
    }

    /** The coverage of the answer, as if this process were the only one. */
    public Coverage coverage() {
        return new Coverage(
                shards.cardinality(), expectedShards, missing, watermarkNanos, newestNanos);
    }

    /** The part as a message. */
    public Wire.Part toWire() {
        Wire.Part.Builder message =
                Wire.Part.newBuilder()
                        .setProcess(process)
                        .setExpectedShards(expectedShards)
                        .setShards(ByteString.copyFrom(shards.toByteArray()))
                        .setCaptures(ByteString.copyFrom(captures.toByteArray()))
                        .setRollups(ByteString.copyFrom(rollups.toByteArray()))
                        .setClaimedMillis(claimedMillis)
                        .addAllMissing(missing);
        if (watermarkNanos != Long.MIN_VALUE) {
            message.setWatermarkNanos(watermarkNanos);
        }
        if (newestNanos != Long.MIN_VALUE) {
            message.setNewestNanos(newestNanos);
        }
        return message.build();
    }

    /** The part of a message. */
    public static AnswerPart from(Wire.Part message) {
        return new AnswerPart(
                message.getProcess(),
                message.getExpectedShards(),
                BitSet.valueOf(message.getShards().toByteArray()),
                BitSet.valueOf(message.getCaptures().toByteArray()),
                BitSet.valueOf(message.getRollups().toByteArray()),
                message.getClaimedMillis(),
                message.getMissingList(),
                message.hasWatermarkNanos() ? message.getWatermarkNanos() : Long.MIN_VALUE,
                message.hasNewestNanos() ? message.getNewestNanos() : Long.MIN_VALUE);
    }
}
