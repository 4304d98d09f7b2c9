package io.ringflow.job.query;

import io.ringflow.job.rows.FlowView;
import io.ringflow.job.rows.MatchingRows;
import io.ringflow.job.rows.RowFilter;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/**
 * Answers top lists by summing the flows in the tables: for filters, for group keys of several
 * fields, and for fields that have no rollup. Thread-safe.
 */
final class TopFlows {

    /** Maximum number of lists at once; each takes some ten megabytes if there are many keys. */
    private static final int AT_ONCE = 2;

    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** The sums of one thread. */
    private static final class Part {
        private final List<GroupField> key;
        private final RowFilter filter;
        private final long sinceNanos;
        private final long untilNanos;
        private final GroupTable groups;

        /** The values of the current flow, for each field of the key. */
        private final long[][] values;

        /** The key at hand. */
        private final long[] combined;

        /** True if each observer's host or interface is part of the key. */
        private final boolean byObserver;

        /** The observer at hand; null unless the key depends on it. */
        private Observer observer;

        private long seenBytes;
        private long seenPackets;
        private long bytes;
        private long packets;
        private long flows;

        Part(TopQuery query, List<GroupField> key, long sinceNanos) {
            this.key = key;
            this.filter = new RowFilter(query.filter(), FlowQuery.Selection.ALL);
            this.sinceNanos = sinceNanos;
            this.untilNanos = query.untilNanos().orElse(Long.MAX_VALUE);
            this.byObserver = query.by().stream().anyMatch(GroupField::isOfObserver);
            this.combined = new long[key.size() * GroupField.WORDS];
            this.groups = new GroupTable(combined.length);
            this.values = new long[key.size()][GroupField.MAX_VALUES * GroupField.WORDS];
        }

        void add(FlowView flow) {
            boolean before = sinceNanos != Long.MIN_VALUE && flow.lastActiveNanos() < sinceNanos;
            if (before || (untilNanos != Long.MAX_VALUE && flow.firstNanos() >= untilNanos)) {
                return;
            }
            bytes += flow.bytes();
            packets += flow.packets();
            flows++;
            if (byObserver) {
                flow.flow().observers().forEach(count -> addSeen(flow, count));
            } else if (key.size() == 1) {
                int count = key.get(0).values(flow, null, values[0]);
                for (int value = 0; value < count; value++) {
                    groups.add(
                            values[0], value * GroupField.WORDS, flow.bytes(), flow.packets(), 1);
                }
            } else {
                seenBytes = flow.bytes();
                seenPackets = flow.packets();
                combine(flow, 0);
            }
        }

        /** Adds what one observer saw of the flow. */
        private void addSeen(FlowView flow, ObserverCount count) {
            observer = count.observer();
            seenBytes = count.bytes();
            seenPackets = count.packets();
            combine(flow, 0);
        }

        /** Adds the flow to each combination of its values, from a field on. */
        private void combine(FlowView flow, int field) {
            if (field == key.size()) {
                groups.add(combined, 0, seenBytes, seenPackets, 1);
                return;
            }
            long[] fieldValues = values[field];
            int count = key.get(field).values(flow, observer, fieldValues);
            for (int value = 0; value < count; value++) {
                System.arraycopy(
                        fieldValues,
                        value * GroupField.WORDS,
                        combined,
                        field * GroupField.WORDS,
                        GroupField.WORDS);
                combine(flow, field + 1);
            }
        }

        void addAll(Part other) {
            groups.addAll(other.groups);
            bytes += other.bytes;
            packets += other.packets;
            flows += other.flows;
        }

        long total(Metric metric) {
            return switch (metric) {
                case BYTES -> bytes;
                case PACKETS -> packets;
                default -> flows;
            };
        }
    }

    /**
     * The keys with the highest sums.
     *
     * @param sinceNanos event time; flows without a packet since then are left out; {@link
     *     Long#MIN_VALUE} for all flows
     * @throws StateException if two lists are being made, or if there are too many keys
     */
    TopAnswer answer(TopQuery query, long sinceNanos, ShardReads reads, QueryPool pool) {
        if (!permits.tryAcquire()) {
            throw new StateException(
                    StateException.Reason.BUSY,
                    "two top lists are being made at the moment; ask again in a second");
        }
        try {
            List<GroupField> key = query.by().stream().map(GroupField::new).toList();
            List<Part> parts =
                    reads.inParallel(
                            pool,
                            () -> new Part(query, key, sinceNanos),
                            (part, shard) -> MatchingRows.forEach(shard, part.filter, part::add));
            Part all = parts.get(0);
            parts.subList(1, parts.size()).forEach(all::addAll);
            return top(query, key, all, reads);
        } finally {
            permits.release();
        }
    }

    private static TopAnswer top(TopQuery query, List<GroupField> key, Part all, ShardReads reads) {
        GroupTable groups = all.groups;
        int metric = query.metric().ordinal();
        Comparator<Integer> bySum =
                Comparator.comparingLong((Integer entry) -> groups.sum(entry, metric))
                        .thenComparing((a, b) -> compareKeys(groups, key.size(), b, a));
        PriorityQueue<Integer> highest = new PriorityQueue<>(bySum);
        long[] other = new long[3];
        for (int entry = 0; entry < groups.count(); entry++) {
            highest.add(entry);
            if (highest.size() > query.limit()) {
                int lowest = highest.remove();
                for (int sum = 0; sum < other.length; sum++) {
                    other[sum] += groups.sum(lowest, sum);
                }
            }
        }
        List<Integer> sorted = new ArrayList<>(highest);
        sorted.sort(Collections.reverseOrder(bySum));
        double total = Math.max(1, all.total(query.metric()));
        List<TopAnswer.Entry> top =
                sorted.stream()
                        .map(
                                entry ->
                                        new TopAnswer.Entry(
                                                texts(groups, key, entry),
                                                groups.sum(entry, 0),
                                                groups.sum(entry, 1),
                                                groups.sum(entry, 2),
                                                groups.sum(entry, metric) / total))
                        .toList();
        return new TopAnswer(
                top,
                new TopAnswer.Entry(List.of(), other[0], other[1], other[2], other[metric] / total),
                TopAnswer.Basis.FLOWS,
                reads.coverage());
    }

    /** Orders keys with the same sum. */
    private static int compareKeys(GroupTable groups, int fields, int a, int b) {
        for (int word = 0; word < fields * GroupField.WORDS; word++) {
            int byWord = Long.compareUnsigned(groups.key(a, word), groups.key(b, word));
            if (byWord != 0) {
                return byWord;
            }
        }
        return 0;
    }

    private static List<String> texts(GroupTable groups, List<GroupField> key, int entry) {
        List<String> texts = new ArrayList<>(key.size());
        for (int field = 0; field < key.size(); field++) {
            int word = field * GroupField.WORDS;
            texts.add(key.get(field).text(groups.key(entry, word), groups.key(entry, word + 1)));
        }
        return texts;
    }
}
