package io.ringflow.server.remote;

import io.ringflow.model.Flow;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.FlowPage;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.wire.Answered;
import io.ringflow.server.remote.Answers.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A place in a list of flows that several processes give pages of: what each has given and was not
 * returned yet, and where each goes on. Immutable.
 *
 * @param query the list's query, without its cursor
 * @param parts each process's place
 * @param missing what was missing when the list began
 */
record ClusterWalk(FlowQuery query, List<Part> parts, List<String> missing) {

    /**
     * A process's place.
     *
     * @param answer its newest page; its cursor is where it goes on
     * @param waiting flows that were not returned yet, in its order
     */
    record Part(Answer<FlowPage> answer, List<Flow> waiting) {

        boolean finished() {
            return answer.value().cursor().isEmpty();
        }

        /** How many more flows it must give for a page to be certain. */
        int wanted(int limit) {
            return finished() ? 0 : Math.max(0, limit - waiting.size());
        }

        Part with(Answer<FlowPage> next) {
            List<Flow> flows = new ArrayList<>(waiting);
            flows.addAll(next.value().flows());
            return new Part(next, flows);
        }
    }

    /** The begin of a list. */
    static ClusterWalk begin(FlowQuery query, Answers<FlowPage> pages) {
        return new ClusterWalk(
                query,
                pages.accepted().stream()
                        .map(answer -> new Part(answer, answer.value().flows()))
                        .toList(),
                pages.missing());
    }

    /** Flows that wait in memory. */
    int size() {
        return parts.stream().mapToInt(part -> part.waiting().size()).sum();
    }

    /** Whether there is another page. */
    boolean goesOn() {
        return parts.stream().anyMatch(part -> !part.waiting().isEmpty() || !part.finished());
    }

    /**
     * A page and the place behind it.
     *
     * @param page without a cursor
     */
    record Turned(FlowPage page, ClusterWalk rest) {}

    /** Takes the first flows of all parts; each must have enough of them waiting. */
    Turned turn(int limit) {
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
        for (int part = 0; part < taken.length; part++) {
            Part its = parts.get(part);
            rest.add(
                    new Part(
                            withoutFlows(its.answer()),
                            List.copyOf(its.waiting().subList(taken[part], its.waiting().size()))));
        }
        long total = parts.stream().mapToLong(part -> part.answer().value().total()).sum();
        return new Turned(
                new FlowPage(flows, total, "", coverage()), new ClusterWalk(query, rest, missing));
    }

    private static Answer<FlowPage> withoutFlows(Answer<FlowPage> answer) {
        FlowPage page = answer.value();
        return new Answer<>(
                answer.process(),
                new Answered<>(
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
