package io.ringflow.server.remote;

import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.wire.AnswerPart;
import io.ringflow.model.state.wire.Answered;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Answers of several processes that may be added up: no shard is in two of them. Where two
 * processes claim one, as for a moment while a job recovers, the later claim stands and the other
 * process's answer is left out as a whole, since its parts can't be told apart.
 *
 * @param accepted the answers, and who gave them
 * @param missing what is missing, in sentences
 * @param coverage what the answers cover together
 * @param captures key groups of capture totals that they cover
 */
record Answers<T>(
        List<Answer<T>> accepted, List<String> missing, Coverage coverage, BitSet captures) {

    /** One process's answer. */
    record Answer<T>(StateProcess process, Answered<T> answered) {
        AnswerPart part() {
            return answered.part();
        }

        T value() {
            return answered.value();
        }
    }

    private static final Comparator<AnswerPart> NEWEST_CLAIM =
            Comparator.comparingLong(AnswerPart::claimedMillis)
                    .thenComparing(AnswerPart::process)
                    .reversed();

    /**
     * Chooses the answers.
     *
     * @param failures sentences about processes that did not answer
     * @param problems sentences that matter only where shards are missing
     */
    static <T> Answers<T> of(List<Answer<T>> given, List<String> failures, List<String> problems) {
        List<Answer<T>> newestFirst =
                given.stream().sorted(Comparator.comparing(Answer::part, NEWEST_CLAIM)).toList();
        List<String> missing = new ArrayList<>(failures);
        List<Answer<T>> accepted = new ArrayList<>();
        BitSet shards = new BitSet();
        BitSet captures = new BitSet();
        int expected = newestFirst.isEmpty() ? 0 : newestFirst.get(0).part().expectedShards();
        for (Answer<T> answer : newestFirst) {
            AnswerPart part = answer.part();
            String who = answer.process().endpoint().toString();
            if (part.expectedShards() != expected) {
                missing.add(who + " was left out: it counts another number of shards");
            } else if (part.shards().intersects(shards) || part.captures().intersects(captures)) {
                missing.add(who + " was left out: a later process answers for the same shards");
            } else {
                accepted.add(answer);
                shards.or(part.shards());
                captures.or(part.captures());
                part.missing().forEach(sentence -> missing.add(who + ": " + sentence));
            }
        }
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

    /** The values alone. */
    List<T> values() {
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

    /** Capture totals that nobody answers for, as a sentence; empty where there are none. */
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

    /** The coverage of an answer that has something of the captures in it. */
    Coverage coverageWithCaptures() {
        // Where shards are missing, so are captures, and one sentence will do.
        return coverage.shards() < coverage.expectedShards() || missingCaptures().isEmpty()
                ? coverage
                : coverageWith(missingCaptures());
    }

    /**
     * These answers, of all captures.
     *
     * @throws StateException where not all answer, since a list can't say that it lacks some
     */
    Answers<T> ofAllCaptures() {
        if (!missingCaptures().isEmpty() || !missing.isEmpty()) {
            List<String> reasons = new ArrayList<>(missing);
            if (!missingCaptures().isEmpty()) {
                reasons.add(missingCaptures());
            }
            throw new StateException(Reason.UNAVAILABLE, String.join("; ", reasons));
        }
        return this;
    }
}
