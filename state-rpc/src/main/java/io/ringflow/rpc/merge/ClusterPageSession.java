package io.ringflow.rpc.merge;

import io.ringflow.model.Flow;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.query.FlowOrder;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.rpc.merge.Answers.Answer;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The page session of a list that is merged from the pages of several processes: the flows that
 * were fetched but not returned yet, and the cursor at which each process continues. Immutable.
 *
 * @param query the list's query, without a cursor
 * @param parts one for each process
 * @param missing what was missing when the list started, in sentences
 */
public record ClusterPageSession(FlowQuery query, List<Part> parts, List<String> missing) {

    /**
     * The session's position in the list of one process.
     *
     * @param answer the process's newest page, whose cursor is where the process continues
     * @param waiting flows that were not returned yet, in the list's order
     */
    public record Part(Answer<FlowPage> answer, List<Flow> waiting) {

        boolean finished() {
            return answer.value().cursor().isEmpty();
        }

        /** How many flows must be fetched from the process to be sure of the next page. */
        public int wanted(int limit) {
            return finished() ? 0 : Math.max(0, limit - waiting.size());
        }

        /** This part with one more page of its process. */
        public Part with(Answer<FlowPage> next) {
            List<Flow> flows = new ArrayList<>(waiting);
            flows.addAll(next.value().flows());
            return new Part(next, flows);
        }
    }

    /** Starts a session with the first page of each process. */
    public static ClusterPageSession start(FlowQuery query, Answers<FlowPage> pages) {
        return new ClusterPageSession(
                query,
                pages.accepted().stream()
                        .map(answer -> new Part(answer, answer.value().flows()))
                        .toList(),
                pages.missing());
    }

    /** The number of flows that wait in memory. */
    public int size() {
        return parts.stream().mapToInt(part -> part.waiting().size()).sum();
    }

    /** Whether there is another page. */
    public boolean hasNext() {
        return parts.stream().anyMatch(part -> !part.waiting().isEmpty() || !part.finished());
    }

    /**
     * A page, and the session after it.
     *
     * @param page without a cursor
     */
    public record Step(FlowPage page, ClusterPageSession rest) {}

    /**
     * Takes the next page from the waiting flows. No part may {@linkplain Part#wanted want} more.
     *
     * @param limit the most flows that the page may have
     */
    public Step next(int limit) {
        Comparator<Flow> order = new FlowOrder(query.sort(), query.descending());
        int[] taken = new int[parts.size()];
        PriorityQueue<Integer> heads =
                new PriorityQueue<>(
                        Comparator.comparing(
                                part -> parts.get(part).waiting.get(taken[part]), order));
        for (int part = 0; part < taken.length; part++) {
            if (!parts.get(part).waiting().isEmpty()) {
                heads.add(part);
            }
        }
        List<Flow> flows = new ArrayList<>();
        while (flows.size() < limit && !heads.isEmpty()) {
            int part = heads.remove();
            List<Flow> waiting = parts.get(part).waiting();
            flows.add(waiting.get(taken[part]++));
            if (taken[part] < waiting.size()) {
                heads.add(part);
            }
        }
        List<Part> rest = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            Part part = parts.get(i);
            List<Flow> waiting = part.waiting();
            rest.add(
                    new Part(
                            withoutFlows(part.answer()),
                            List.copyOf(waiting.subList(taken[i], waiting.size()))));
        }
        long total = parts.stream().mapToLong(part -> part.answer().value().total()).sum();
        return new Step(
                new FlowPage(flows, total, "", coverage()),
                new ClusterPageSession(query, rest, missing));
    }

    private static Answer<FlowPage> withoutFlows(Answer<FlowPage> answer) {
        FlowPage page = answer.value();
        return new Answer<>(
                answer.source(),
                new ProcessAnswer<>(
                        new FlowPage(List.of(), page.total(), page.cursor(), page.coverage()),
                        answer.part()));
    }

    private Coverage coverage() {
        List<Answer<FlowPage>> answers = parts.stream().map(Part::answer).toList();
        Coverage now = Answers.of(answers, List.of(), List.of()).coverage();
        return new Coverage(
                now.shards(),
                now.expectedShards(),
                missing,
                now.watermarkNanos(),
                now.newestNanos());
    }
}
