package io.ringflow.server.remote;

import io.ringflow.model.state.FlowPage;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.model.state.wire.Answered;
import io.ringflow.server.remote.Answers.Answer;
import io.ringflow.server.remote.ClusterWalk.Part;
import io.ringflow.server.remote.ClusterWalk.Turned;
import io.ringflow.server.remote.Membership.Members;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes one page of flows of several processes' pages. Thread-safe. */
final class PageQuestion {

    private final Questions questions;
    private final BiFunction<StateProcess, FlowQuery, Answered<FlowPage>> call;
    private final Runnable failed;
    private final ClusterWalks walks = new ClusterWalks();

    PageQuestion(
            Questions questions,
            BiFunction<StateProcess, FlowQuery, Answered<FlowPage>> call,
            Runnable failed) {
        this.questions = questions;
        this.call = call;
        this.failed = failed;
    }

    FlowPage page(FlowQuery query, Members members) {
        ClusterWalk walk =
                query.cursor().isEmpty()
                        ? ClusterWalk.begin(
                                withCursor(query, "", query.limit()),
                                questions.ask(
                                        members, process -> call.apply(process, query), failed))
                        : goOn(walks.of(query), query.limit(), members);
        Turned turned = walk.turn(query.limit());
        FlowPage page = turned.page();
        String cursor =
                turned.rest().goesOn()
                        ? walks.remember(turned.rest(), query.cursor().isEmpty())
                        : "";
        return new FlowPage(page.flows(), page.total(), cursor, page.coverage());
    }

    /** Lets each process that has too few flows waiting give more of them. */
    private ClusterWalk goOn(ClusterWalk walk, int limit, Members members) {
        Map<String, Part> asked =
                walk.parts().stream()
                        .filter(part -> part.wanted(limit) > 0)
                        .collect(
                                Collectors.toMap(
                                        part -> part.answer().part().process(),
                                        Function.identity()));
        if (asked.isEmpty()) {
            return walk;
        }
        List<StateProcess> processes =
                members.processes().stream().filter(p -> asked.containsKey(p.id())).toList();
        if (processes.size() < asked.size()) {
            failed.run();
            throw ClusterWalks.gone("a process that the list came from is gone");
        }
        Answers<FlowPage> pages =
                questions.ask(
                        new Members(processes, List.of()),
                        process -> {
                            Part part = asked.get(process.id());
                            return call.apply(
                                    process,
                                    withCursor(
                                            walk.query(),
                                            part.answer().value().cursor(),
                                            part.wanted(limit)));
                        },
                        failed);
        if (pages.accepted().size() < asked.size()) {
            throw ClusterWalks.gone("a process that the list comes from did not answer");
        }
        Map<String, Answer<FlowPage>> next =
                pages.accepted().stream()
                        .collect(
                                Collectors.toMap(
                                        answer -> answer.part().process(), Function.identity()));
        return new ClusterWalk(
                walk.query(),
                walk.parts().stream().map(part -> with(part, next)).toList(),
                walk.missing());
    }

    private static Part with(Part part, Map<String, Answer<FlowPage>> next) {
        Answer<FlowPage> its = next.get(part.answer().part().process());
        if (its == null) {
            return part;
        }
        if (!its.part().shards().equals(part.answer().part().shards())) {
            throw ClusterWalks.gone("the job's shards have moved since the list began");
        }
        return part.with(its);
    }

    private static FlowQuery withCursor(FlowQuery query, String cursor, int limit) {
        return new FlowQuery(
                query.filter(), query.selection(), query.sort(), query.descending(), limit, cursor);
    }
}
