package io.ringflow.job.query;

import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.Metric;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.TopAnswer;
import io.ringflow.model.state.TopQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/**
 * Answers top lists by adding up flows: for filters, keys of several fields and fields that are not
 * added up while the job runs. Thread-safe.
 */
final class TopFlows {

    /** Each takes some ten megabytes where there are many keys. */
    private static final int AT_ONCE = 2;

    private final Semaphore room = new Semaphore(AT_ONCE);

    /** What one thread adds up. */
    private static final class Part {
        private final List<KeyPart> key;
        private final RowFilter filter;
        private final long sinceNanos;
        private final GroupTable groups;
        private final long[][] values;
        private final long[] combined;
        private long bytes;
        private long packets;
        private long flows;

        Part(TopQuery query, List<KeyPart> key, long sinceNanos) {
            this.key = key;
            this.filter = new RowFilter(query.filter(), FlowQuery.Selection.ALL);
            this.sinceNanos = sinceNanos;
            this.combined = new long[key.size() * KeyPart.WORDS];
            this.groups = new GroupTable(combined.length);
            this.values = new long[key.size()][KeyPart.MOST_VALUES * KeyPart.WORDS];
        }

        void add(FlowView row) {
            if (sinceNanos != Long.MIN_VALUE && row.lastNanos() < sinceNanos) {
                return;
            }
            long itsBytes = row.bytes();
            long itsPackets = row.packets();
            bytes += itsBytes;
            packets += itsPackets;
            flows++;
            if (key.size() == 1) {
                int count = key.get(0).values(row, values[0]);
                for (int value = 0; value < count; value++) {
                    groups.add(values[0], value * KeyPart.WORDS, itsBytes, itsPackets, 1);
                }
            } else {
                combine(row, 0, itsBytes, itsPackets);
            }
        }

        /** Adds the flow to each combination of its fields' values. */
        private void combine(FlowView row, int field, long itsBytes, long itsPackets) {
            if (field == key.size()) {
                groups.add(combined, 0, itsBytes, itsPackets, 1);
                return;
            }
            long[] its = values[field];
            int count = key.get(field).values(row, its);
            for (int value = 0; value < count; value++) {
                System.arraycopy(
                        its, value * KeyPart.WORDS, combined, field * KeyPart.WORDS, KeyPart.WORDS);
                combine(row, field + 1, itsBytes, itsPackets);
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
     * The keys with most.
     *
     * @param sinceNanos flows that were silent since are left out; {@link Long#MIN_VALUE} for none
     */
    TopAnswer answer(TopQuery query, long sinceNanos, ShardReads reads, QueryPool pool) {
        if (!room.tryAcquire()) {
            throw new StateException(
                    StateException.Reason.BUSY,
                    "two top lists are being made at this moment; ask again in a second");
        }
        try {
            List<KeyPart> key = query.by().stream().map(KeyPart::new).toList();
            List<Part> parts =
                    reads.inParallel(
                            pool,
                            () -> new Part(query, key, sinceNanos),
                            (part, shard) -> MatchingRows.forEach(shard, part.filter, part::add));
            Part all = parts.get(0);
            parts.subList(1, parts.size()).forEach(all::addAll);
            return top(query, key, all, reads);
        } finally {
            room.release();
        }
    }

    private static TopAnswer top(TopQuery query, List<KeyPart> key, Part all, ShardReads reads) {
        GroupTable groups = all.groups;
        int metric = query.metric().ordinal();
        Comparator<Integer> most =
                Comparator.comparingLong((Integer entry) -> groups.sum(entry, metric))
                        .thenComparing((a, b) -> byKey(groups, key.size(), b, a));
        PriorityQueue<Integer> first = new PriorityQueue<>(most);
        long[] other = new long[3];
        for (int entry = 0; entry < groups.count(); entry++) {
            first.add(entry);
            if (first.size() > query.limit()) {
                int last = first.remove();
                for (int sum = 0; sum < other.length; sum++) {
                    other[sum] += groups.sum(last, sum);
                }
            }
        }
        List<Integer> sorted = new ArrayList<>(first);
        sorted.sort(Collections.reverseOrder(most));
        double total = Math.max(1, all.total(query.metric()));
        List<TopAnswer.Entry> top =
                sorted.stream()
                        .map(
                                entry ->
                                        new TopAnswer.Entry(
                                                shown(groups, key, entry),
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

    /** So that keys with the same sum have one order. */
    private static int byKey(GroupTable groups, int fields, int a, int b) {
        for (int word = 0; word < fields * KeyPart.WORDS; word++) {
            int by = Long.compareUnsigned(groups.key(a, word), groups.key(b, word));
            if (by != 0) {
                return by;
            }
        }
        return 0;
    }

    private static List<String> shown(GroupTable groups, List<KeyPart> key, int entry) {
        List<String> shown = new ArrayList<>(key.size());
        for (int field = 0; field < key.size(); field++) {
            int word = field * KeyPart.WORDS;
            shown.add(key.get(field).shown(groups.key(entry, word), groups.key(entry, word + 1)));
        }
        return shown;
    }
}
