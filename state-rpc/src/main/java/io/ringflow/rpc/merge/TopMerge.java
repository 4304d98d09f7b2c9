package io.ringflow.rpc.merge;

import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the top lists of several processes, key by key. A list that is shorter than the number of
 * keys asked for is complete; otherwise a key that it doesn't contain may have up to the value of
 * the list's last key. The sum is {@link #exact} if these unknown values can't change it.
 */
public final class TopMerge {

    /** Reported as missing when the lists were too short for an exact sum. */
    private static final String TOO_SHORT =
            "there are so many keys that some may have more than is shown";

    /** The sum of one key over all lists. */
    private static final class Sum {
        private final List<String> key;
        private long bytes;
        private long packets;
        private long flows;

        /** The most that processes which don't list the key may have of it, in the metric. */
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

    /** The most that a key which no process lists may have in all processes. */
    private long unlisted;

    /**
     * Adds up the lists.
     *
     * @param asked how many keys each process was asked for
     */
    public TopMerge(TopQuery query, Answers<TopAnswer> answers, int asked) {
        this.query = query;
        this.answers = answers;
        List<Long> bounds = new ArrayList<>();
        for (TopAnswer answer : answers.values()) {
            answer.top().forEach(entry -> sums.computeIfAbsent(entry.key(), Sum::new).add(entry));
            other.add(answer.other());
            total += total(answer);
            boolean complete = answer.top().size() < asked;
            long bound = complete ? 0 : value(answer.top().getLast(), query.metric());
            unlisted += bound;
            bounds.add(bound);
        }
        sums.values().forEach(sum -> sum.unknown = unlisted);
        for (int i = 0; i < bounds.size(); i++) {
            for (TopAnswer.Entry entry : answers.values().get(i).top()) {
                sums.get(entry.key()).unknown -= bounds.get(i);
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

    /** The total of a process, which follows from the value and share of its largest entry. */
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

    /** Whether longer lists could not change the answer. */
    public boolean exact() {
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

    /** The merged list; its coverage reports if it is not {@link #exact}. */
    public TopAnswer answer() {
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
