package io.ringflow.rpc.client;

import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.rpc.client.Membership.Members;
import io.ringflow.rpc.merge.Answers;
import io.ringflow.rpc.merge.Answers.Answer;
import io.ringflow.rpc.merge.ClusterPageSession;
import io.ringflow.rpc.merge.ClusterPageSession.Part;
import io.ringflow.rpc.merge.ClusterPageSession.Step;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Merges the pages of several processes into one page of flows. Thread-safe. */
final class FlowPager {

    private final FanOut fanOut;
    private final BiFunction<StateProcess, FlowQuery, ProcessAnswer<FlowPage>> call;
    private final Runnable onFailure;
    private final ClusterPageSessions sessions = new ClusterPageSessions();

    /**
     * A pager without sessions.
     *
     * @param call asks one process for a page
     * @param onFailure runs whenever a process did not answer
     */
    FlowPager(
            FanOut fanOut,
            BiFunction<StateProcess, FlowQuery, ProcessAnswer<FlowPage>> call,
            Runnable onFailure) {
        this.fanOut = fanOut;
        this.call = call;
        this.onFailure = onFailure;
    }

    /**
     * The page that a query asks for.
     *
     * @throws StateException if no process answers, or if the cursor can't be continued
     */
    FlowPage page(FlowQuery query, Members members) {
        boolean first = query.cursor().isEmpty();
        ClusterPageSession session =
                first
                        ? start(query, members)
                        : fetchMore(sessions.of(query), query.limit(), members);
        Step step = session.next(query.limit());
        FlowPage page = step.page();
        String cursor = step.rest().hasNext() ? sessions.keep(step.rest(), first) : "";
        return new FlowPage(page.flows(), page.total(), cursor, page.coverage());
    }

    private ClusterPageSession start(FlowQuery query, Members members) {
        return ClusterPageSession.start(
                withCursor(query, "", query.limit()),
                fanOut.ask(members, process -> call.apply(process, query), onFailure));
    }

    /** Fetches another page from each process of which too few flows wait. */
    private ClusterPageSession fetchMore(ClusterPageSession session, int limit, Members members) {
        Map<String, Part> asked =
                session.parts().stream()
                        .filter(part -> part.wanted(limit) > 0)
                        .collect(
                                Collectors.toMap(
                                        part -> part.answer().part().process(),
                                        Function.identity()));
        if (asked.isEmpty()) {
            return session;
        }
        List<StateProcess> processes =
                members.processes().stream().filter(p -> asked.containsKey(p.id())).toList();
        if (processes.size() < asked.size()) {
            onFailure.run();
            throw ClusterPageSessions.gone("a process that the list came from is gone");
        }
        Answers<FlowPage> pages =
                fanOut.ask(
                        new Members(processes, List.of()),
                        process -> {
                            Part part = asked.get(process.id());
                            return call.apply(
                                    process,
                                    withCursor(
                                            session.query(),
                                            part.answer().value().cursor(),
                                            part.wanted(limit)));
                        },
                        onFailure);
        if (pages.accepted().size() < asked.size()) {
            throw ClusterPageSessions.gone("a process that the list comes from did not answer");
        }
        Map<String, Answer<FlowPage>> next =
                pages.accepted().stream()
                        .collect(
                                Collectors.toMap(
                                        answer -> answer.part().process(), Function.identity()));
        return new ClusterPageSession(
                session.query(),
                session.parts().stream().map(part -> with(part, next)).toList(),
                session.missing());
    }

    private static Part with(Part part, Map<String, Answer<FlowPage>> pages) {
        Answer<FlowPage> page = pages.get(part.answer().part().process());
        if (page == null) {
            return part;
        }
        if (!page.part().shards().equals(part.answer().part().shards())) {
            throw ClusterPageSessions.gone("the job's shards have moved since the first page");
        }
        return part.with(page);
    }

    private static FlowQuery withCursor(FlowQuery query, String cursor, int limit) {
        return new FlowQuery(
                query.filter(), query.selection(), query.sort(), query.descending(), limit, cursor);
    }
}
