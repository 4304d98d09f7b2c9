package io.ringflow.server.remote;

import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.Metric;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.model.state.TopQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up the top lists of several processes, key by key. */
final class TopMerge {

    /** A sentence for lists that were too short to be sure of each key. */
    private static final String TOO_SHORT =
            "there are so many keys that some may have more than is shown";

    /** What the lists say of a key. */
    private static final class Sum {
        private final List<String> key;
        private long bytes;
        private long packets;
        private long flows;

        /** What processes that don't list the key may have of it at most, in the metric. */
        private long unknown;

        Sum(List<String> key) {
            this.key = key;
        }

        void add(TopAnswer.Entry entry) {
            bytes += entry.bytes();
            packets += entry.packets();
            flows += entry.flows();
        }

        long of(Metric metric) {
            return value(entry(0), metric);
        }

        TopAnswer.Entry entry(double share) {
            return new TopAnswer.Entry(key, bytes, packets, flows, share);
        }
    }

    private final TopQuery query;
    private final Answers<TopAnswer> answers;
    private final Map<List<String>, Sum> sums = new HashMap<>();
    private final Sum other = new Sum(List.of());
    private double total;

    /** What a key that no process lists may have at most. */
    private long unlisted;

    /**
     * Adds up lists.
     *
     * @param asked how many keys each process was asked for
     */
    TopMerge(TopQuery query, Answers<TopAnswer> answers, int asked) {
        this.query = query;
        this.answers = answers;
        List<Long> least = new ArrayList<>();
        for (TopAnswer answer : answers.values()) {
            answer.top().forEach(entry -> sums.computeIfAbsent(entry.key(), Sum::new).add(entry));
            other.add(answer.other());
            total += total(answer);
            boolean all = answer.top().size() < asked;
            long bound = all ? 0 : value(answer.top().getLast(), query.metric());
            unlisted += bound;
            least.add(bound);
        }
        sums.values().forEach(sum -> sum.unknown = unlisted);
        for (int i = 0; i < least.size(); i++) {
            for (TopAnswer.Entry entry : answers.values().get(i).top()) {
                sums.get(entry.key()).unknown -= least.get(i);
            }
        }
    }

    private static long value(TopAnswer.Entry entry, Metric metric) {
        return switch (metric) {
            case BYTES -> entry.bytes();
            case PACKETS -> entry.packets();
            default -> entry.flows();
        };
    }

    /** All that a process counted: what a key has, and the part that this is, tell it. */
    private double total(TopAnswer answer) {
        List<TopAnswer.Entry> entries = new ArrayList<>(answer.top());
        entries.add(answer.other());
        return entries.stream()
                .filter(entry -> entry.share() > 0)
                .max(Comparator.comparingDouble(TopAnswer.Entry::share))
                .map(entry -> value(entry, query.metric()) / entry.share())
                .orElse(0.0);
    }

    private List<Sum> ranked() {
        Comparator<Sum> most = Comparator.comparingLong(sum -> sum.of(query.metric()));
        return sums.values().stream()
                .sorted(most.reversed().thenComparing(sum -> String.join("\0", sum.key)))
                .toList();
    }

    /** Whether no longer lists could change the answer. */
    boolean exact() {
        List<Sum> ranked = ranked();
        int shown = Math.min(query.limit(), ranked.size());
        if (ranked.subList(0, shown).stream().anyMatch(sum -> sum.unknown > 0)) {
            return false;
        }
        long last = shown < query.limit() ? 0 : ranked.get(shown - 1).of(query.metric());
        return unlisted <= last
                && ranked.subList(shown, ranked.size()).stream()
                        .allMatch(sum -> sum.of(query.metric()) + sum.unknown <= last);
    }

    /** The list of all processes. */
    TopAnswer answer() {
        List<Sum> ranked = ranked();
        int shown = Math.min(query.limit(), ranked.size());
        ranked.subList(shown, ranked.size()).forEach(sum -> other.add(sum.entry(0)));
        Coverage coverage = exact() ? answers.coverage() : answers.coverageWith(TOO_SHORT);
        return new TopAnswer(
                ranked.subList(0, shown).stream().map(sum -> sum.entry(share(sum))).toList(),
                other.entry(share(other)),
                answers.values().get(0).basis(),
                coverage);
    }

    private double share(Sum sum) {
        return total == 0 ? 0 : Math.min(1, sum.of(query.metric()) / total);
    }
}
