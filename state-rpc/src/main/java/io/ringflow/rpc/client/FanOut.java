package io.ringflow.rpc.client;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.rpc.client.Membership.Members;
import io.ringflow.rpc.merge.Answers;
import io.ringflow.rpc.merge.Answers.Answer;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Puts one question to several processes at the same time. Thread-safe; an interrupt of the calling
 * thread cancels all its calls.
 */
final class FanOut implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Asks the members that hold something, and the others only if those don't cover everything: a
     * part may have moved since the last greeting. So the cost of a question depends on the number
     * of tasks that hold state, and not on the number of hosts.
     *
     * @param onFailure runs if some of them did not answer
     * @throws StateException if none of them answers, or if one of them refuses the question
     */
    <T> Answers<T> ask(
            Members members,
            Function<StateProcess, ProcessAnswer<T>> question,
            Runnable onFailure) {
        Round<T> round = new Round<>(members, question);
        round.ask(members.processes().stream().filter(StateProcess::holdsState).toList());
        if (round.given.isEmpty() || !round.answers().coverageWithCaptures().complete()) {
            round.ask(members.processes().stream().filter(p -> !p.holdsState()).toList());
        }
        return round.end(onFailure);
    }

    /** As {@link #ask}, but asks all members in any case. */
    <T> Answers<T> askAll(
            Members members,
            Function<StateProcess, ProcessAnswer<T>> question,
            Runnable onFailure) {
        Round<T> round = new Round<>(members, question);
        round.ask(members.processes());
        return round.end(onFailure);
    }

    /** One question and the answers to it so far. */
    private final class Round<T> {

        private final Members members;
        private final Function<StateProcess, ProcessAnswer<T>> question;
        private final List<Answer<T>> given = new ArrayList<>();
        private final List<StateException> failures = new ArrayList<>();

        Round(Members members, Function<StateProcess, ProcessAnswer<T>> question) {
            this.members = members;
            this.question = question;
        }

        void ask(List<StateProcess> processes) {
            Map<StateProcess, Future<ProcessAnswer<T>>> calls = new LinkedHashMap<>();
            for (StateProcess process : processes) {
                calls.put(process, threads.submit(() -> question.apply(process)));
            }
            try {
                for (Map.Entry<StateProcess, Future<ProcessAnswer<T>>> call : calls.entrySet()) {
                    collect(call.getKey(), call.getValue());
                }
            } catch (InterruptedException e) {
                calls.values().forEach(call -> call.cancel(true));
                Thread.currentThread().interrupt();
                throw new StateException(Reason.TIMEOUT, "the query was cancelled", e);
            }
        }

        private void collect(StateProcess process, Future<ProcessAnswer<T>> call)
                throws InterruptedException {
            try {
                given.add(new Answer<>(process.endpoint().toString(), call.get()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof StateException failure)) {
                    throw new IllegalStateException(e.getCause());
                }
                failures.add(failure);
            }
        }

        Answers<T> answers() {
            return Answers.of(
                    given,
                    failures.stream().map(StateException::getMessage).toList(),
                    members.problems());
        }

        Answers<T> end(Runnable onFailure) {
            for (StateException failure : failures) {
                if (failure.reason() == Reason.REFUSED || failure.reason() == Reason.CURSOR_GONE) {
                    throw failure;
                }
            }
            if (!failures.isEmpty() || members.processes().isEmpty()) {
                onFailure.run();
            }
            if (given.isEmpty()) {
                throw failures.isEmpty() ? noProcess(members) : failures.get(0);
            }
            return answers();
        }
    }

    /** The failure of a question that there is no process to ask. */
    static StateException noProcess(Members members) {
        return new StateException(
                Reason.UNAVAILABLE,
                "no process of the job answers"
                        + (members.problems().isEmpty()
                                ? ""
                                : ": " + String.join("; ", members.problems())));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
