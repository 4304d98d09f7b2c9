package io.ringflow.rpc.merge;

import io.ringflow.model.state.answer.Coverage;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The answers of several processes that can be added up because no two of them cover the same shard
 * or partition of the rollups. If two processes claim one, as they may for a moment while a job
 * recovers, the later claim wins and the whole answer of the other process is left out, because the
 * share of a single shard can't be subtracted from it. Immutable.
 *
 * @param accepted the answers to add up
 * @param missing one sentence for each thing that is missing
 * @param coverage what the accepted answers cover together
 * @param captures the key groups of capture totals that they cover
 */
public record Answers<T>(
        List<Answer<T>> accepted, List<String> missing, Coverage coverage, BitSet captures) {

    /**
     * The answer of one process.
     *
     * @param source the process's host and port, as messages show them
     */
    public record Answer<T>(String source, ProcessAnswer<T> answered) {

        /** Which process answered, and for which shards. */
        public AnswerPart part() {
            return answered.part();
        }

        /** The answer itself. */
        public T value() {
            return answered.value();
        }
    }

    private static final Comparator<AnswerPart> NEWEST_CLAIM =
            Comparator.comparingLong(AnswerPart::claimedMillis)
                    .thenComparing(AnswerPart::process)
                    .reversed();

    /**
     * Accepts those of the given answers that can be added up.
     *
     * @param failures sentences about processes that did not answer
     * @param problems sentences that are reported only if shards are missing
     */
    public static <T> Answers<T> of(
            List<Answer<T>> given, List<String> failures, List<String> problems) {
        List<Answer<T>> newestFirst =
                given.stream().sorted(Comparator.comparing(Answer::part, NEWEST_CLAIM)).toList();
        List<String> missing = new ArrayList<>(failures);
        List<Answer<T>> accepted = new ArrayList<>();
        BitSet shards = new BitSet();
        BitSet captures = new BitSet();
        BitSet rollups = new BitSet();
        int expected = newestFirst.isEmpty() ? 0 : newestFirst.get(0).part().expectedShards();
        for (Answer<T> answer : newestFirst) {
            AnswerPart part = answer.part();
            String source = answer.source();
            if (part.expectedShards() != expected) {
                missing.add(source + " was left out: it counts another number of shards");
            } else if (part.shards().intersects(shards)
                    || part.captures().intersects(captures)
                    || part.rollups().intersects(rollups)) {
                missing.add(source + " was left out: a later process answers for the same shards");
            } else {
                accepted.add(answer);
                shards.or(part.shards());
                captures.or(part.captures());
                rollups.or(part.rollups());
                part.missing().stream()
                        .filter(sentence -> !sentence.endsWith(Coverage.OF_ROLLUPS))
                        .forEach(sentence -> missing.add(source + ": " + sentence));
            }
        }
        missing.addAll(missingRollups(accepted));
        int lost = expected - shards.cardinality();
        if (lost > 0) {
            missing.add(lost + " of " + expected + " shards: no process answers for them");
            missing.addAll(problems);
        }
        return new Answers<>(
                List.copyOf(accepted),
                List.copyOf(missing),
                coverage(accepted, shards.cardinality(), expected, missing),
                captures);
    }

    /** Returns the parts of the rollups that no process has. */
    private static <T> Set<String> missingRollups(List<Answer<T>> accepted) {
        Set<String> everywhere = new TreeSet<>();
        if (!accepted.isEmpty()) {
            everywhere.addAll(accepted.get(0).part().missing());
        }
        accepted.forEach(answer -> everywhere.retainAll(answer.part().missing()));
        everywhere.removeIf(sentence -> !sentence.endsWith(Coverage.OF_ROLLUPS));
        return everywhere;
    }

    private static <T> Coverage coverage(
            List<Answer<T>> accepted, int shards, int expected, List<String> missing) {
        List<AnswerPart> parts =
                accepted.stream()
                        .map(Answer::part)
                        .filter(part -> !part.shards().isEmpty())
                        .toList();
        return new Coverage(
                shards,
                expected,
                missing,
                parts.stream().mapToLong(AnswerPart::watermarkNanos).min().orElse(Long.MIN_VALUE),
                parts.stream().mapToLong(AnswerPart::newestNanos).max().orElse(Long.MIN_VALUE));
    }

    /** The accepted answers without their sources. */
    public List<T> values() {
        return accepted.stream().map(Answer::value).toList();
    }

    /** The coverage with one more sentence. */
    Coverage coverageWith(String sentence) {
        List<String> all = new ArrayList<>(missing);
        all.add(sentence);
        return new Coverage(
                coverage.shards(),
                coverage.expectedShards(),
                all,
                coverage.watermarkNanos(),
                coverage.newestNanos());
    }

    /** A sentence about the capture totals that no process covers; empty if all are covered. */
    private String missingCaptures() {
        int lost = coverage.expectedShards() - captures.cardinality();
        return lost == 0
                ? ""
                : "capture totals of "
                        + lost
                        + " of "
                        + coverage.expectedShards()
                        + " key groups: no process answers for them";
    }

    /** The coverage of an answer that includes capture totals. */
    public Coverage coverageWithCaptures() {
        // If shards are missing, so are capture totals, and one sentence is enough.
        return coverage.shards() < coverage.expectedShards() || missingCaptures().isEmpty()
                ? coverage
                : coverageWith(missingCaptures());
    }
}
